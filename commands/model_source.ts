import { TaxiError, UsageError } from "../lib/errors.ts";
import { statFile } from "../lib/stat_file.ts";
import { createPredictor, type Predictor } from "../pipeline/models/predictor.ts";
import type { ModelSource } from "../server/live_models.ts";
import type { RegistryReader } from "../tracking/registry_reader.ts";
import {
  type ModelReference,
  readModelFile,
  readModelVersion,
  type RegisteredReference,
  type ResolvedModel,
} from "./resolve_model.ts";

/** Times of files are so coarse that a second change this soon after the first may leave no trace. */
const SETTLED_MILLISECONDS = 1000;

/** A model file has some megabytes at most; whatever was put in its place must not fill the memory. */
const MOST_BYTES = 1 << 28;

/** Where the named model is found now and later; names of the registry are looked up in `registry`. */
export function modelSource(reference: ModelReference, registry: RegistryReader): ModelSource {
  return "file" in reference ? fileSource(reference.file) : registrySource(reference, registry);
}

/**
 * A file that may be replaced, or written to, at any time. A pipe is read at the first look only: it gives what it has once, and
 * to open one that nobody writes to would stop the whole process.
 */
function fileSource(path: string): ModelSource {
  let looked = false;
  return {
    title: path,
    async look() {
      const info = await statFile(path);
      if (info === undefined) {
        throw new UsageError(`Cannot find model "${path}": no such file`, "taxi models list");
      }
      const unreadable = looked && isPipe(info);
      looked = true;
      const load = () => unreadable ? Promise.reject(pipeFault(path)) : loadFile(path, info.size);
      return { version: null, stamp: stampOf(info), load };
    },
  };
}

/** The version that a name of the registry means at the moment. */
function registrySource({ name, of }: RegisteredReference, registry: RegistryReader): ModelSource {
  return {
    title: "alias" in of ? `${name}@${of.alias}` : `${name}/${of.version}`,
    async look() {
      const found = await registry.find(name, of);
      return {
        version: found.version,
        stamp: `${found.version} ${found.sha256}`,
        load: async () => predictorOf(await readModelVersion(found, registry)),
      };
    },
  };
}

async function loadFile(path: string, size: number): Promise<Predictor> {
  if (size > MOST_BYTES) {
    throw new TaxiError(`Cannot read model "${path}": it has ${size} bytes, expected at most ${MOST_BYTES}`, {
      code: "not_a_model",
    });
  }
  return predictorOf(await readModelFile(path));
}

function predictorOf({ loaded, name, version }: ResolvedModel): Predictor {
  return createPredictor(loaded, name, version);
}

function isPipe({ isFile, isDirectory }: Deno.FileInfo): boolean {
  return !isFile && !isDirectory;
}

function pipeFault(path: string): TaxiError {
  return new TaxiError(`Cannot read model "${path}": it is a pipe, which is read at the start only`, {
    code: "not_a_model",
  });
}

/** Differs for another file in its place, and for another content but for a change within a few milliseconds. */
function stampOf(info: Deno.FileInfo): string | undefined {
  if (isPipe(info)) return "read once";
  const { dev, ino, size, mtime, ctime } = info;
  const times = [mtime?.getTime() ?? 0, ctime?.getTime() ?? 0];
  if (Date.now() - Math.max(...times) < SETTLED_MILLISECONDS) return undefined;
  return [dev, ino, size, ...times].join(" ");
}
