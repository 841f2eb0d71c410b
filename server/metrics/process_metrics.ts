import process from "node:process";
import { METRICS } from "./metric_declarations.ts";
import { Counter, Gauge, type MetricRegistry } from "./prom_client.ts";

const SECONDS_PER_MICROSECOND = 1e-6;
const MILLISECONDS_PER_SECOND = 1000;

/** Adds what the operating system and V8 know of this process; they are asked at each scrape. */
export function addProcessMetrics(registers: MetricRegistry[]): void {
  new Counter({
    ...METRICS.cpu,
    registers,
    collect() {
      const { user, system } = process.cpuUsage(); // since the process began
      this.reset();
      this.inc((user + system) * SECONDS_PER_MICROSECOND);
    },
  });
  const gauge = (declaration: { name: string; help: string }, value: () => number) =>
    new Gauge({
      ...declaration,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge(METRICS.startTime, () => performance.timeOrigin / MILLISECONDS_PER_SECOND);
  gauge(METRICS.residentMemory, () => Deno.memoryUsage().rss);
  gauge(METRICS.heap, () => Deno.memoryUsage().heapUsed);
  if (Deno.build.os !== "linux") return;
  gauge(METRICS.openFiles, () => Array.from(Deno.readDirSync("/proc/self/fd")).length);
  gauge(METRICS.maxOpenFiles, () => softLimit(Deno.readTextFileSync("/proc/self/limits"), "Max open files"));
}

/** The limit that applies: the first of the two that the kernel lists, see proc_pid_limits(5). */
function softLimit(limits: string, name: string): number {
  const line = limits.split("\n").find((line) => line.startsWith(name)) ?? "";
  const [limit] = line.slice(name.length).trim().split(" ");
  return limit === "unlimited" ? Infinity : Number(limit);
}
