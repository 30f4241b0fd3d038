import { beforeEach, onTestFinished } from "vitest";
import { report } from "./harbour";

// Emulated machines are slow: each test is told as it ends, not only its file.

beforeEach(() => {
  onTestFinished(({ task }) => report(`${task.result?.state === "pass" ? "ok    " : "FAILED"} ${task.name}`));
});
