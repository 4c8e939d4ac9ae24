/** Opens an address in the user's browser. */
import { spawn } from 'node:child_process';

/** With the system's own command. If there is none, the user can open the printed address. */
export function openBrowser(url: string): void {
  const words =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const opener = spawn(words[0] ?? '', words.slice(1), { stdio: 'ignore', detached: true });
  opener.on('error', () => undefined);
  opener.unref();
}
