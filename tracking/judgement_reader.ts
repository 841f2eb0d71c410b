import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { openForReading } from "../lib/sqlite.ts";
import { statFileSync } from "../lib/stat_file.ts";
import { JudgementRows } from "./judgement_rows.ts";

/**
 * Looks at the judgements of a home again and again while another process makes them. It never writes, never waits for others
 * and never throws: a look is one call of the file system and a few prepared queries, together some 0.1 ms.
 */
export interface JudgementReader extends Disposable {
  /** What `look` finds at this moment; undefined when there is no database, or it cannot be read now. */
  read<T>(look: (rows: JudgementRows) => T): T | undefined;
  /** Lets go of the database; does nothing when it has been. */
  close(): void;
}

/** Reads the judgements of the prediction database of a home; nothing is opened before the first look. */
export function readJudgements(home: string): JudgementReader {
  const path = join(home, "predictions.db");
  let opened:
    | { readonly database: DatabaseSync; readonly rows: JudgementRows; readonly file: string }
    | undefined;
  const close = () => {
    opened?.database.close();
    opened = undefined;
  };
  /** A backup put in the database's place is another file, which what is open would never see. */
  const open = () => {
    const info = statFileSync(path);
    const file = info && `${info.dev} ${info.ino}`;
    if (file === undefined || opened?.file !== file) close();
    if (file === undefined) return undefined;
    if (opened === undefined) {
      const database = openForReading(path);
      opened = { database, rows: new JudgementRows(database), file };
    }
    return opened.rows;
  };
  return {
    read(look) {
      try {
        const rows = open();
        return rows && look(rows);
      } catch { // locked, damaged, or of an older taxi: as good as none, and looked at anew the next time
        close();
        return undefined;
      }
    },
    close,
    [Symbol.dispose]: close,
  };
}
