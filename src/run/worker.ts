import workerpool from "workerpool";
import { runTask } from "./run-task.ts";

workerpool.worker({ runTask });
