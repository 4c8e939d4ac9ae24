/** What to do with an export, for the instructor. Names no student, for it may be handed on. */
export const FORMATS = ['jplag', 'moss', 'dolos'] as const;
export type Format = (typeof FORMATS)[number];

const JUDGE = `What these programs find is likeness and no proof. All of a class solve one exercise after one paper with
the same names in it; much likeness is to be expected. Look at the pair yourself, and talk to both.`;

/** @param base names of the starter's files */
export function readme(format: Format, base: readonly string[]): string {
  switch (format) {
    case 'jplag':
      return page(
        'JPlag',
        `submissions/ has a folder for each student, base/ what was handed out. Likeness to that does not count.
JPlag runs on this machine and sends nothing away. Get jplag.jar from its releases (it wants Java 21), and here:`,
        'java -jar jplag.jar -l typescript -bc base -r result submissions',
        'To compare with an earlier year, export that too and add: -old PATH/submissions',
      );
    case 'moss':
      return page(
        'Moss',
        `submissions/ has a folder for each student, base/ what was handed out. Likeness to that does not count.
Moss sends all files, and the names of their folders, to a server at Stanford. Ask whether your students' work may
go there; exported with the word \`pseudonyms\`, folders name nobody, though comments in
the files may. Moss knows no TypeScript and takes it for JavaScript. Get moss.pl by registering, and here, in bash:`,
        `perl moss.pl -l javascript -d ${base.map((name) => `-b base/${name}`).join(' ')} submissions/*/*`,
        'The address that it prints shows the result for two weeks to whoever knows it.',
      );
    case 'dolos':
      return page(
        'Dolos',
        `Dolos compares single files, so submissions/ has all that a student wrote in one file; \`// File\` lines tell
where each begins. starter.ts is what was handed out. Likeness to that does not count. info.csv tells Dolos whose
each file is and, where that is known, when it was handed in. Dolos runs on this machine (\`npm install --global
@dodona/dolos\`). Here:`,
        'dolos run -f web -l typescript -i starter.ts info.csv',
        'It opens the result in your browser.',
      );
  }
}

function page(name: string, what: string, command: string, after: string): string {
  return `# For ${name}\n\n${what}\n\n\`\`\`\n${command}\n\`\`\`\n\n${after}\n\n${JUDGE}\n`;
}
