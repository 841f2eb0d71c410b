import type { MonitoringTest } from "../pipeline/monitoring/monitoring_result.ts";
import { formatCounted } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";

/** All conditions that were checked: those that failed in sight, those that passed folded away. */
export function testsSection(tests: readonly MonitoringTest[]): SafeHtml {
  const failed = tests.filter(({ status }) => status === "failed");
  const passed = tests.filter(({ status }) => status === "passed");
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
      `}
    </section>
  `;
}

function list(tests: readonly MonitoringTest[]): SafeHtml {
  return html`
    <ul class="tests">${tests.map(item)}</ul>
  `;
}

function item({ name, status, description }: MonitoringTest): SafeHtml {
  const mark = status === "failed"
    ? html`
      <span class="is-alert">■ failed</span>
    `
    : html`
      <span class="is-ok">● passed</span>
    `;
  return html`
    <li>${mark} <span>${name} <span class="quiet">${description}</span></span></li>
  `;
}
