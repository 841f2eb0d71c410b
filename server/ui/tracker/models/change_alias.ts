import { NotFoundError, TaxiError, UsageError } from "../../../../lib/errors.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import type { AliasRequest } from "./alias_request.ts";

/** An alias that was moved, and the version that it pointed to before. */
export interface MovedAlias {
  /** By name. */
  readonly alias: string;
  /** Null for none. */
  readonly was: number | null;
}

/** An alias that stays where it is, and why. */
export interface RefusedAlias {
  /** What is wrong, in a sentence. */
  readonly fault: string;
  /** Of the answer. */
  readonly status: 400 | 404 | 409;
  /** What was asked, to be asked again; undefined when it could not be read. */
  readonly asked?: AliasRequest;
}

/** Moves an alias as a form asks. @throws NotFoundError without such a model */
export async function changeAlias(
  { models }: Pick<Tracking, "models">,
  name: string,
  read: () => Promise<AliasRequest>,
): Promise<MovedAlias | RefusedAlias> {
  const { aliases } = await models.get(name);
  let asked: AliasRequest | undefined;
  try {
    asked = await read();
    const { alias, to } = asked, now = Object.hasOwn(aliases, alias) ? aliases[alias] : null;
    const was = asked.was === undefined && now === to ? now : asked.was ?? null;
    await models.moveAlias(name, { alias, from: was, to });
    return { alias, was };
  } catch (error) {
    return { ...refusal(error), ...(asked && { asked }) };
  }
}

/** @throws what is no fault of whoever asked */
function refusal(error: unknown): Pick<RefusedAlias, "fault" | "status"> {
  if (error instanceof UsageError) return { fault: `${error.message}.`, status: 400 };
  if (error instanceof NotFoundError) return { fault: `${error.message}.`, status: 404 };
  if (error instanceof TaxiError && error.code === "alias_moved") {
    return { fault: `${error.message}. Nothing was changed.`, status: 409 };
  }
  throw error;
}
