/** The debugger, seen from the process that it looks into. */
import inspector from 'node:inspector';
import { Refusal } from '../../command/run-command';

/** Only programs of this machine may look in: a debugger can do whatever its process can. */
const HOST = '127.0.0.1';

/** There is, or was asked for, a debugger: an editor brings one along. */
export function isDebugged(): boolean {
  return inspector.url() !== undefined;
}

/** Waits until a debugger is attached, and stops there. Ctrl-C ends the process meanwhile. */
export function waitForDebugger(port: number): void {
  // One that brought us up is there already, and would not come again.
  if (!isDebugged()) waitAt(port);
  // The run is about to begin: now set breakpoints in your own files, and go on.
  // eslint-disable-next-line no-debugger -- it is what the word `break` asks for
  debugger;
}

function waitAt(port: number): void {
  inspector.open(port, HOST);
  if (!isDebugged())
    throw new Refusal(
      `No debugger can attach at port ${port}: another program uses it, perhaps a replay\nthat is still waiting. Stop that program, or choose any free port: port=0`,
    );
  process.stderr.write(
    'Waiting for a debugger: chrome://inspect in Chrome or Edge, or in WebStorm\n"Attach to Node.js". Ctrl-C ends this.\n',
  );
  inspector.waitForDebugger();
}
