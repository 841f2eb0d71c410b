/**
 * A page's modules as one, so that the browser asks once: without their imports of each other, for what they export stands in the
 * same scope then. Two modules must not declare one name; the page's tests would fail at once.
 *
 * @param modules each after those that it imports
 */
export function joinModules(modules: readonly string[]): string {
  return modules.map((module) =>
    module.replace(/^import\s[^;]*?\sfrom\s"\.{1,2}\/[^"]+";\n/gm, "").replace(/^export /gm, "")
  ).join("\n");
}
