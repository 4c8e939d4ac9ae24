/** What is known of one server's disk: its files, their lengths, and how much of them is synced. */
import type { DiskOperation } from '../../world/sim/disk';
import type { FileView } from './world';

type Files = readonly FileView[];

export function afterOperation(files: Files, operation: DiskOperation): Files {
  const { file: name } = operation;
  const file = files.find((one) => one.name === name);
  switch (operation.op) {
    case 'write': {
      const { length } = operation.content;
      const durable = file?.durable;
      return replaced(files, name, { name, length, durable, isUnsynced: true });
    }
    case 'sync':
      if (!file) return files;
      return replaced(files, name, { ...file, durable: file.length, isUnsynced: false });
    case 'rename': {
      if (!file) return files;
      const others = files.filter((one) => one.name !== name);
      return replaced(others, operation.to, { ...file, name: operation.to });
    }
    case 'remove':
      return files.filter((one) => one.name !== name);
  }
}

/**
 * @param damage in the trace's words: `FILE loses its last write`, `FILE is torn after 3 of 9
 *   bytes`
 */
export function afterCrash(files: Files, damage: readonly string[]): Files {
  return files.flatMap((file): Files => {
    if (!file.isUnsynced) return [file];
    const { name, durable } = file;
    const said = damage.find((text) => text.startsWith(`${name} `))?.slice(name.length + 1);
    const left = said === undefined ? file.length : (tornAfter(said) ?? durable);
    return left === undefined ? [] : [{ name, length: left, durable: left, isUnsynced: false }];
  });
}

function tornAfter(said: string): number | undefined {
  const length = /^is torn after (\d+) of /.exec(said)?.[1];
  return length === undefined ? undefined : Number(length);
}

function replaced(files: Files, name: string, file: FileView): Files {
  const others = files.filter((one) => one.name !== name);
  return [...others, file].sort((a, b) => (a.name < b.name ? -1 : 1));
}
