import { isAsking } from "./connection_watch.ts";
import type { KernelSockets } from "./kernel_sockets.ts";

/** A client that said nothing for so long has not only paused between two packets. */
const PAUSE_MILLISECONDS = 500;

/** Whether a request to this port is just coming in: some of it has been received, and it is not answered yet. */
export function isReceiving(sockets: KernelSockets, port: number): boolean {
  const end = sockets.descriptors();
  for (let descriptor = 0; descriptor < end; descriptor++) {
    const state = sockets.connection(descriptor);
    if (state === undefined || !isAsking(state) || state.sinceReceived > PAUSE_MILLISECONDS) continue;
    if (sockets.localPort(descriptor) === port) return true;
  }
  return false;
}
