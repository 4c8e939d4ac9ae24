/** Instructions for an export. They name no student, because they may be passed on. */
export const FORMATS = ['jplag', 'moss', 'dolos'] as const;
export type Format = (typeof FORMATS)[number];

const FOLDERS = `submissions/ has a folder for each student. base/ has the files that you handed out, and what students
share with them does not count as similar.`;

const JUDGE = `These programs find similarity, and similarity is not proof. All students implement the same
paper and use its names, so expect a lot of similarity. Look at each pair yourself, and talk to both students.`;

/** @param base names of the starter files */
export function readme(format: Format, base: readonly string[]): string {
  switch (format) {
    case 'jplag':
      return page(
        'JPlag',
        `${FOLDERS} JPlag runs on your machine and sends nothing away. Download
jplag.jar from its releases (it needs Java 21), and run in this folder:`,
        'java -jar jplag.jar -l typescript -bc base -r result submissions',
        'To compare with an earlier year, export that class too, and add: -old PATH/submissions',
      );
    case 'moss':
      return page(
        'Moss',
        `${FOLDERS} Moss sends all files and the names of their folders to
a server at Stanford. Ask whether you may send your students' work there. If you export with \`pseudonyms\`, the
folders contain no names, but comments in the files still may. Moss does not know TypeScript, so it reads the files as
JavaScript. Register with Moss to get moss.pl, and run in this folder, in bash:`,
        `perl moss.pl -l javascript -d ${base.map((name) => `-b base/${name}`).join(' ')} submissions/*/*`,
        'It prints an address. For two weeks, anyone who knows this address can see the result.',
      );
    case 'dolos':
      return page(
        'Dolos',
        `Dolos compares single files, so submissions/ has one file for each student with everything that the student
wrote; a line \`// File\` shows where each original file begins. starter.ts has the files that you handed out, and what
students share with them does not count as similar. info.csv tells Dolos who wrote each file and, if that is known,
when it was handed in. Dolos runs on your machine (\`npm install --global @dodona/dolos\`). Run in this folder:`,
        'dolos run -f web -l typescript -i starter.ts info.csv',
        'It opens the result in your browser.',
      );
  }
}

function page(name: string, what: string, command: string, after: string): string {
  return `# For ${name}\n\n${what}\n\n\`\`\`\n${command}\n\`\`\`\n\n${after}\n\n${JUDGE}\n`;
}
