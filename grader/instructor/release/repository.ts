/** Makes a repository with one commit of a release, without the kit's own history. */
import { run } from './commands';

/** git is not installed, or has failed. */
export class NoRepository extends Error {}

const NOBODY = { name: 'Raft Lab Kit', email: 'noreply@localhost' } as const;
/** The instructor's own configuration, such as hooks or signing, must not apply. */
const SETTINGS = ['core.autocrlf=false', 'commit.gpgSign=false', 'core.hooksPath=/dev/null'];

export async function commitAll(
  folder: string,
  message: string,
  signal: AbortSignal,
): Promise<void> {
  const git = async (...words: readonly string[]): Promise<string> => {
    const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
    const { code, out, err } = await run('git', [...settings, ...words], folder, signal);
    if (code !== 0) throw new NoRepository(`git ${words[0] ?? ''}: ${(err || out).trim()}`);
    return out.trim();
  };
  const configured = async (key: string, otherwise: string): Promise<string> => {
    const { code, out } = await run('git', ['config', key], folder, signal);
    return code === 0 && out.trim() !== '' ? out.trim() : otherwise;
  };
  await git('init', '--quiet', '--template=');
  await git('symbolic-ref', 'HEAD', 'refs/heads/main');
  // Adds all files, even if this machine's configuration ignores some.
  await git('add', '--all', '--force');
  const name = await configured('user.name', NOBODY.name);
  const email = await configured('user.email', NOBODY.email);
  const author = ['-c', `user.name=${name}`, '-c', `user.email=${email}`];
  await git(...author, 'commit', '--quiet', '--no-verify', '--message', message);
}
