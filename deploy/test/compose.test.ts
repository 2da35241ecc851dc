import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { repositoryFolder } from './rule-files.ts';

interface Service {
  readonly image: string;
  readonly build?: unknown;
  readonly user: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly cpus: number;
  readonly mem_limit: string;
  readonly pids_limit: number;
  readonly healthcheck: { readonly test: readonly string[] };
}

const text = readFileSync(join(repositoryFolder, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
};
const services = Object.entries(compose.services).map(([name, service]) => ({ name, ...service }));

test('the assistant, its database, its monitoring and its traces', () => {
  expect(Object.keys(compose.services).sort()).toEqual(['assistant', 'grafana', 'jaeger', 'postgres', 'prometheus']);
});

describe.each(services)('$name', (service) => {
  test('runs as somebody, on a read-only file system, with no more rights than that', () => {
    const uid = service.user.replace(/^\$\{\w+:-(\d+)\}.*/, '$1').split(':')[0];
    expect(Number(uid)).toBeGreaterThan(0);
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toContain('no-new-privileges:true');
  });

  test('has limits, and says whether it is well', () => {
    expect(service.cpus).toBeGreaterThan(0);
    expect(service.mem_limit).toMatch(/^\d+m$/);
    expect(service.pids_limit).toBeGreaterThan(0);
    expect(service.healthcheck.test[0]).toBe('CMD');
  });

  test('is pinned by version, and may be by digest', () => {
    if (service.build) return;
    expect(service.image).toMatch(/^\$\{[A-Z]+_IMAGE:-docker\.io\/[\w/-]+:v?\d+\.\d[\w.-]*\}$/);
  });

  test('is reached from this machine alone', () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('gets secrets as files, and mounts only what there is', () => {
    for (const [name, value] of Object.entries(service.environment ?? {})) {
      if (/PASSWORD|KEY|TOKEN|SECRET|DATABASE_URL/.test(name))
        expect(value, name).toMatch(/^\/run\/(secrets|cascade)\//);
    }
    for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty(secret);
    for (const [source = ''] of (service.volumes ?? []).map((volume) => volume.split(':'))) {
      if (!source.startsWith('.')) expect(compose.volumes).toHaveProperty(source);
      else if (!source.startsWith('./deploy/secrets/'))
        expect(existsSync(join(repositoryFolder, source)), source).toBe(true);
    }
  });
});

test('the database is reached by the assistant alone', () => {
  expect(compose.networks.data?.internal).toBe(true);
  const onData = services.filter(({ networks }) => networks.includes('data')).map(({ name }) => name);
  expect(onData.sort()).toEqual(['assistant', 'postgres']);
});

test('image and composition ask the same question for health, and run the same Node', () => {
  const dockerfile = readFileSync(join(repositoryFolder, 'Dockerfile'), 'utf8');
  expect(dockerfile).toContain(
    `CMD ${JSON.stringify(compose.services.assistant?.healthcheck.test.slice(1)).replaceAll('","', '", "')}`,
  );
  const { devDependencies, packageManager } = JSON.parse(readFileSync(join(repositoryFolder, 'package.json'), 'utf8'));
  expect(dockerfile).toContain(`node:${devDependencies.node}-`);
  expect(text).toContain(`node:${devDependencies.node}-`);
  expect(dockerfile).toContain(packageManager);
});

test('turns are kept where the image may write: in its volume, and by the composition in the database', () => {
  const dockerfile = readFileSync(join(repositoryFolder, 'Dockerfile'), 'utf8');
  const [, volume] = dockerfile.match(/^VOLUME (\S+)$/m) ?? [];
  const [, store] = dockerfile.match(/\bCASCADE_STORE=(\S+)/) ?? [];
  expect(volume).toBeTruthy();
  expect(store).toMatch(new RegExp(`^${volume}/.`));
  expect(dockerfile).toMatch(new RegExp(`--owner=10001 --group=10001 ${volume}$`, 'm'));
  expect(compose.services.assistant?.secrets).toContain('database_url');
  expect(compose.services.assistant?.environment).not.toHaveProperty('CASCADE_STORE');
});

test('Prometheus scrapes the service at the name and port it has there, with the key it is given', () => {
  const { scrape_configs: jobs } = parse(
    readFileSync(join(repositoryFolder, 'deploy/prometheus/prometheus.yml'), 'utf8'),
  );
  const cascade = jobs.find(({ job_name }: { job_name: string }) => job_name === 'cascade');
  expect(cascade.static_configs[0].targets).toEqual(['assistant:8080']);
  expect(compose.services.prometheus?.secrets).toContain(cascade.authorization.credentials_file.split('/').at(-1));
});
