module.exports = () => { throw new Error("this stub makes no requests"); };
