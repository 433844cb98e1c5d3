import { describe, expect, test } from "vitest";
import { retryAfter, waitBeforeRetry } from "../../../src/fetch/backoff.ts";

describe("the wait before another try", () => {
  test("doubles from half a second to a minute, spread by a half to one and a half", () => {
    for (let attempt = 1; attempt <= 12; attempt++) {
      const middle = Math.min(500 * 2 ** (attempt - 1), 60_000);
      const wait = waitBeforeRetry("http://a/x", attempt, null);
      expect(wait).toBeGreaterThanOrEqual(middle / 2);
      expect(wait).toBeLessThanOrEqual(middle * 1.5);
    }
  });

  test("is the same for the same address and try, and another for another", () => {
    const wait = (address: string, attempt: number) => waitBeforeRetry(address, attempt, null);
    expect(wait("http://a/x", 8)).toBe(wait("http://a/x", 8));
    const many = Array.from({ length: 20 }, (_, index) => wait(`http://a/${index}`, 8));
    expect(new Set(many).size).toBe(20);
  });

  test("is never shorter than what the server asks for", () => {
    expect(waitBeforeRetry("http://a/x", 1, 90_000)).toBe(90_000);
    expect(waitBeforeRetry("http://a/x", 1, 0)).toBeGreaterThan(0);
  });
});

test("Retry-After: seconds, a date, a date in the past, nonsense", () => {
  const now = Date.UTC(2024, 10, 5, 10, 0, 0);
  expect(retryAfter("120", now)).toBe(120_000);
  expect(retryAfter("Tue, 05 Nov 2024 10:00:30 GMT", now)).toBe(30_000);
  expect(retryAfter("Tue, 05 Nov 2024 09:00:00 GMT", now)).toBe(0);
  expect(retryAfter("soon", now)).toBeNull();
  expect(retryAfter(undefined, now)).toBeNull();
});
