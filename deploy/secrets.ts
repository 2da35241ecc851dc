/** `node deploy/secrets.ts`: makes the secrets that docker-compose.yml needs, once; what is there stays. */
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addKey, type Scope, scopes } from '@cascade/gateway';

/** The image's own user, for those who call this as root: the service must not be. */
const imageUser = 10_001;

export interface SecretsOptions {
  /** Where the secrets go. */
  readonly folder: string;
  /** Read by `docker compose`; gets the user that the service runs as. */
  readonly environmentFile: string;
  /** Of who calls. */
  readonly user: { readonly uid: number; readonly gid: number };
  readonly now: Date;
}

/**
 * Makes passwords and API keys that are not there yet. The folder is closed to other users of this machine; the files in
 * it are readable, because containers with users of their own get each as a mount.
 *
 * @returns the key to talk with, if it was made now: its file keeps a hash alone
 */
export function makeSecrets({ folder, environmentFile, user, now }: SecretsOptions): string | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keep = (name: string, make: () => string): string => {
    const path = join(folder, name);
    if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o444, flag: 'wx' });
    chmodSync(path, 0o444);
    return readFileSync(path, 'utf8');
  };
  const password = keep('postgres_password', newPassword);
  keep('database_url', () => `postgres://cascade:${password}@postgres:5432/cascade`);
  keep('grafana_password', newPassword);

  const keys = join(folder, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const file = join(keys, 'api-keys.json');
  const newKey = (name: string, may: readonly Scope[]) => addKey(file, { name, scopes: [...may], createdAt: now }).key;
  const owner = existsSync(file) ? undefined : newKey('owner', scopes);
  keep('metrics_key', () => newKey('prometheus', ['debug']));

  if (user.uid === 0) {
    for (const path of [keys, file]) chownSync(path, imageUser, imageUser);
  } else {
    rememberUser(environmentFile, user);
  }
  return owner;
}

const newPassword = (): string => randomBytes(24).toString('base64url');

function rememberUser(environmentFile: string, { uid, gid }: SecretsOptions['user']): void {
  const known = existsSync(environmentFile) ? readFileSync(environmentFile, 'utf8') : '';
  if (!/^CASCADE_UID=/m.test(known)) appendFileSync(environmentFile, `CASCADE_UID=${uid}\nCASCADE_GID=${gid}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(import.meta.dirname, 'secrets');
  const environmentFile = join(import.meta.dirname, '../.env');
  const user = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const owner = makeSecrets({ folder, environmentFile, user, now: new Date() });
  console.log(`Secrets are in ${folder}; Grafana's password (user admin) in grafana_password.`);
  if (owner) console.log(`Your API key, shown this once: ${owner}`);
}
