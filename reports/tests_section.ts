import type { MonitoringTest } from "../pipeline/monitoring/monitoring_result.ts";
import { formatCounted } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";

/** All conditions that were checked: those that failed in sight, those that passed or could not be told folded away. */
export function testsSection(tests: readonly MonitoringTest[]): SafeHtml {
  const failed = tests.filter(({ status }) => status === "failed");
  const passed = tests.filter(({ status }) => status === "passed");
  const skipped = tests.filter(({ status }) => status === "skipped");
  return html`
    <section id="tests" aria-labelledby="tests-title">
      <h2 id="tests-title">Tests</h2>
      <p>${tests.length === 0
        ? "No condition was checked."
        : `${failed.length} of ${formatCounted(tests.length, "test")} failed.`}</p>
      ${failed.length > 0 && list(failed)} ${passed.length > 0 && html`
        <details class="fold"><summary>${formatCounted(passed.length, "test")} passed</summary>${list(
          passed,
        )}</details>
      `} ${skipped.length > 0 && html`
        <details class="fold">
          <summary>${formatCounted(
            skipped.length,
            "test",
          )} skipped: the data do not allow to tell</summary>${list(skipped)}
        </details>
      `}
    </section>
  `;
}

function list(tests: readonly MonitoringTest[]): SafeHtml {
  return html`
    <ul class="tests">${tests.map(item)}</ul>
  `;
}

function item({ name, status, severity, description }: MonitoringTest): SafeHtml {
  const { className, word } = status === "failed" && severity === "warning" ? MARKS.warning : MARKS[status];
  return html`
    <li>
      <span class="${className}">${word}</span> <span>${name} <span class="quiet">${description}</span></span>
    </li>
  `;
}

const MARKS = {
  failed: { className: "is-alert", word: "■ failed" },
  warning: { className: "is-warning", word: "▲ failed" },
  passed: { className: "is-ok", word: "● passed" },
  skipped: { className: "quiet", word: "– skipped" },
} as const;
