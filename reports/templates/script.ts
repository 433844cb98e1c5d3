/**
 * The script of the page: language, theme, downloads, and where a number stands. The page is complete without it.
 * Nothing is stored and nothing is requested. `SCRIPT_HASH` allows this script, and no other, in the content security policy.
 */
export const SCRIPT = `(function (d) {
  "use strict";
  var root = d.documentElement, media = matchMedia("(prefers-color-scheme: dark)");
  var languageButton = d.getElementById("language"), themeButton = d.getElementById("theme");
  function all(selector, from) { return Array.prototype.slice.call((from || d).querySelectorAll(selector)); }
  function dark() { return root.dataset.theme ? root.dataset.theme === "dark" : media.matches; }

  function nearest(language) {
    var found = null;
    all("main [data-page=" + language + "] [data-anchor]").forEach(function (part) {
      if (part.offsetParent !== null && part.getBoundingClientRect().top < innerHeight / 3) found = part;
    });
    return found;
  }
  function show(language) {
    var from = root.lang, part = nearest(from), offset = part ? part.getBoundingClientRect().top : 0;
    var open = all("[data-page=" + from + "] details").map(function (item) { return item.open; });
    all("[data-page]").forEach(function (item) { item.hidden = item.dataset.page !== language; });
    all("[data-page=" + language + "] details").forEach(function (item, i) { item.open = !!open[i]; });
    root.lang = language;
    d.title = root.dataset["title" + language.charAt(0).toUpperCase() + language.slice(1)] || d.title;
    var same = part && d.querySelector("main [data-page=" + language + "] [data-anchor='" + part.dataset.anchor + "']");
    if (same && scrollY > 0) scrollBy({ top: same.getBoundingClientRect().top - offset, behavior: "instant" });
    label();
  }
  function label() {
    if (languageButton) {
      languageButton.textContent = languageButton.dataset[root.lang];
      languageButton.lang = root.lang === "nl" ? "en" : "nl";
    }
    themeButton.textContent = themeButton.dataset[(dark() ? "light" : "dark") + root.lang.charAt(0).toUpperCase() + root.lang.slice(1)];
  }
  if (languageButton) languageButton.addEventListener("click", function () { show(root.lang === "nl" ? "en" : "nl"); });
  themeButton.addEventListener("click", function () { root.dataset.theme = dark() ? "light" : "dark"; label(); });
  media.addEventListener("change", label);

  function follow() {
    var target = location.hash.length > 1 && d.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    var page = target.closest("[data-page]");
    if (page && page.hidden) show(page.dataset.page);
    for (var up = target; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", follow);

  d.addEventListener("click", function (event) {
    var cell = event.target.closest ? event.target.closest("a.cell") : null;
    if (!cell) return;
    all(".lookup output").forEach(function (place) { place.textContent = "result.json#" + cell.querySelector("[data-path]").dataset.path; });
  });

  function save(name, type, content) {
    var link = d.createElement("a"), url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: type }));
    link.href = url; link.download = name; link.click();
    setTimeout(function () { URL.revokeObjectURL(url); }, 1000);
  }
  var properties = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "paint-order", "font-family", "font-size", "font-weight", "font-variant-numeric"];
  function standalone(figure) {
    var svg = all("svg[role=img]", figure).filter(function (item) { return getComputedStyle(item).display !== "none"; })[0];
    var copy = svg.cloneNode(true), from = all("*", svg), to = all("*", copy), box = svg.viewBox.baseVal;
    from.forEach(function (item, i) {
      var style = getComputedStyle(item);
      properties.forEach(function (name) { to[i].style.setProperty(name, style.getPropertyValue(name)); });
      to[i].removeAttribute("class");
    });
    copy.removeAttribute("class");
    copy.setAttribute("width", box.width); copy.setAttribute("height", box.height);
    var paper = d.createElementNS("http://www.w3.org/2000/svg", "rect");
    paper.setAttribute("width", "100%"); paper.setAttribute("height", "100%");
    paper.setAttribute("fill", getComputedStyle(d.body).backgroundColor);
    copy.insertBefore(paper, copy.firstChild);
    return { text: new XMLSerializer().serializeToString(copy), width: box.width, height: box.height };
  }
  function png(figure, name) {
    var svg = standalone(figure), image = new Image();
    image.onload = function () {
      var canvas = d.createElement("canvas");
      canvas.width = svg.width * 2; canvas.height = svg.height * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) { if (blob) save(name, "image/png", blob); });
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg.text);
  }
  function csv(figure) {
    var rows = all("table tr", figure).map(function (row) {
      return all("th,td", row).map(function (cell) {
        var numbers = all("[data-value]", cell);
        return numbers.length ? numbers.map(function (item) { return item.dataset.value; }) : [cell.textContent.trim()];
      });
    });
    var widths = rows.reduce(function (most, row) { return row.map(function (cell, i) { return Math.max(cell.length, most[i] || 1); }); }, []);
    return rows.map(function (row, r) {
      return row.map(function (cell, i) {
        return Array.apply(null, { length: widths[i] }).map(function (_, part) {
          var text = r === 0 && widths[i] > 1 ? cell[0] + (part === 0 ? " (lo)" : " (hi)") : cell[part] || "";
          return /[",\\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
        }).join(",");
      }).join(",");
    }).join("\\r\\n") + "\\r\\n";
  }
  all(".dlx").forEach(function (bar) {
    bar.hidden = false;
    bar.addEventListener("click", function (event) {
      var kind = event.target.dataset.save, figure = bar.closest("figure"), name = bar.dataset.name;
      if (kind === "svg") save(name + ".svg", "image/svg+xml", standalone(figure).text);
      if (kind === "png") png(figure, name + ".png");
      if (kind === "csv") save(name + ".csv", "text/csv;charset=utf-8", csv(figure));
    });
  });

  var opened = [];
  addEventListener("beforeprint", function () {
    opened = all(".behind:not([open]),.more:not([open])");
    opened.forEach(function (item) { item.open = true; });
  });
  addEventListener("afterprint", function () { opened.forEach(function (item) { item.open = false; }); });

  all(".ctl,.lookup").forEach(function (item) { item.hidden = false; });
  label();
  follow();
})(document);
`;

/** SHA-256 of SCRIPT in base64, as the content security policy writes it; a test recomputes it. */
export const SCRIPT_HASH = "sha256-3P3mbJjxRk7kH0OB7ObEo6qWNT5kY94VPE5aHIDTrJM=";
