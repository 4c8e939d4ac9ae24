/** Opens an address in the browser of the person at this computer. */
import { spawn } from 'node:child_process';

/** By the system's own word for it. Where there is none, the address was printed. */
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
