import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { create } from 'tar';
import { contents } from './small-manifest.ts';

/**
 * Stand-ins for npm and python3 on a PATH of their own: they take the arguments of the real ones, copy a package from a
 * folder, and note each call. `behaviour.json` in that folder says how they misbehave.
 */
export interface FakeClients {
  readonly environment: Readonly<Record<string, string | undefined>>;
  calls(): Promise<readonly string[]>;
  behave(behaviour: FakeBehaviour): Promise<void>;
}

export interface FakeBehaviour {
  /** The first so many downloads fail. */
  readonly failures?: number;
  readonly pipMissing?: boolean;
  /** Only a wheel of this platform exists. */
  readonly onlyPlatform?: string;
  /** A download begins and never ends. */
  readonly hang?: boolean;
}

const script = `#!${process.execPath}
const fs = require('node:fs');
const path = require('node:path');
const folder = process.env.FAKE_REGISTRY;
const args = process.argv.slice(2);
const name = path.basename(process.argv[1]);
const behaviour = JSON.parse(fs.readFileSync(path.join(folder, 'behaviour.json'), 'utf8'));
const valueOf = (flag) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
if (args.includes('--version')) {
  if (behaviour.pipMissing) { console.error('No module named pip'); process.exit(1); }
  process.exit(0);
}
fs.appendFileSync(path.join(folder, 'calls.log'), [name, ...args.filter((arg) => !arg.includes(path.sep) || arg[0] === '@')].join(' ') + '\\n');
const target = valueOf(name === 'npm' ? '--pack-destination' : '--dest');
if (behaviour.hang) {
  fs.writeFileSync(path.join(target, 'half'), 'x');
  fs.writeFileSync(path.join(folder, 'hanging'), '');
  setInterval(() => {}, 1000);
} else {
  if (behaviour.failures > 0) {
    fs.writeFileSync(path.join(folder, 'behaviour.json'), JSON.stringify({ ...behaviour, failures: behaviour.failures - 1 }));
    console.error('noise before');
    console.error(name === 'npm' ? 'npm error network ECONNRESET' : 'ERROR: the network broke');
    process.exit(1);
  }
  if (behaviour.onlyPlatform !== undefined && name !== 'npm' && valueOf('--platform') !== behaviour.onlyPlatform) {
    console.error('ERROR: No matching distribution found for it');
    process.exit(1);
  }
  const archive = name === 'npm' ? 'thing.tgz' : 'voice.whl';
  fs.copyFileSync(path.join(folder, archive), path.join(target, archive));
}
`;

export async function createFakeClients(folder: string): Promise<FakeClients> {
  const bin = join(folder, 'bin');
  await mkdir(join(folder, 'package', 'dist'), { recursive: true });
  await mkdir(join(folder, 'package', 'list'), { recursive: true });
  await mkdir(bin, { recursive: true });
  for (const name of ['npm', 'python3']) {
    await writeFile(join(bin, name), script);
    await chmod(join(bin, name), 0o755);
  }
  await writeFile(join(folder, 'package', 'dist', 'net.onnx'), contents['net.onnx']);
  await writeFile(join(folder, 'package', 'dist', 'unwanted.js'), 'no');
  await writeFile(join(folder, 'package', 'list', 'words-en.txt'), contents['words.txt']);
  await create({ file: join(folder, 'thing.tgz'), cwd: folder, gzip: true }, ['package']);
  const wheel = zip({
    'voice/assets/voice.wav': contents['voice.wav'],
    'voice/assets/words.txt': contents['words.txt'],
    'voice/code.py': Buffer.from('pass'),
  });
  await writeFile(join(folder, 'voice.whl'), wheel);
  const clients: FakeClients = {
    environment: { PATH: bin, FAKE_REGISTRY: folder },
    async calls() {
      const text = await readFile(join(folder, 'calls.log'), 'utf8').catch(() => '');
      return text.split('\n').filter(Boolean);
    },
    behave: (behaviour) => writeFile(join(folder, 'behaviour.json'), JSON.stringify(behaviour)),
  };
  await clients.behave({});
  return clients;
}

/** A zip of stored files: local headers, central directory, end record (APPNOTE.TXT 4.3). */
export function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), fields, tail, Buffer.from(name));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end]);
}
