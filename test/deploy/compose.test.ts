/** No engine runs here: what can be wrong in the files without one is looked for. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { describe as describeVariable, readConfig, sections } from '../../src/core/config/index.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Service {
  build?: string;
  image: string;
  command?: string[];
  environment?: Record<string, string | number>;
  secrets?: string[];
  ports?: string[];
  volumes?: string[];
  networks: string[];
  restart: string;
  stop_grace_period?: string;
  healthcheck?: { disable?: boolean; test?: string[] };
  depends_on?: Record<string, { condition: string }>;
  deploy: { replicas?: number; resources: { limits: { cpus: string; memory: string } } };
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } } | null>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build === '.');
const variables = Object.values(sections).flatMap((section) =>
  Object.entries(section).map(([name, type]) => describeVariable(name, type)),
);

/** The secrets, as the script writes them into an empty folder. */
function madeSecrets(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-deploy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, 'deploy/make-secrets.sh'), join(folder, 'make-secrets.sh'));
  execFileSync('sh', [join(folder, 'make-secrets.sh')]);
  return join(folder, 'secrets');
}

describe('docker-compose.yml', () => {
  test('runs two servers and two workers from one image, directly', () => {
    const { server, worker } = compose.services;
    expect([server?.deploy.replicas, worker?.deploy.replicas]).toEqual([2, 2]);
    for (const [, { command = [] }] of ours) {
      expect(command[0]).toBe('node');
      expect(existsSync(join(root, command[1] ?? ''))).toBe(true);
    }
  });

  test('opens nothing to the outside but the balancer', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual([
      'balancer',
    ]);
    expect(compose.networks.back?.internal).toBe(true);
    for (const name of ['mongo', 'redis', 'storage'])
      expect(compose.services[name]?.networks).toEqual(['back']);
    expect(compose.services.balancer?.networks).toEqual(['front']);
  });

  test.each(services)('%s has limits, is started again, and says how it is', (_, service) => {
    const { restart, deploy, healthcheck, networks, build, image } = service;
    expect(restart).toBe('unless-stopped');
    expect(Object.keys(deploy.resources.limits)).toEqual(['cpus', 'memory']);
    // The balancer is watched by whoever uses it; the image of ours brings its own check.
    if (build === undefined && !image.startsWith('caddy')) expect(healthcheck?.test?.[0]).toBe('CMD');
    for (const network of networks) expect(compose.networks).toHaveProperty([network]);
  });

  test.each(services)('%s uses only secrets, volumes and services that there are', (_, service) => {
    for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty([secret]);
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('.')) expect(existsSync(join(root, source))).toBe(true);
      else expect(compose.volumes).toHaveProperty([source]);
    }
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(compose.services).toHaveProperty([name]);
      expect(condition).toBe('service_healthy');
    }
  });

  test('its variables are right, and the secrets among them lie in files that the script makes', () => {
    const secrets = madeSecrets();
    for (const [, { environment = {}, secrets: given = [] }] of ours) {
      const values = Object.entries(environment).map(([name, value]): [string, string] => {
        const text = String(value);
        if (!text.startsWith('/run/secrets/')) return [name, text];
        expect(given).toContain(text.slice('/run/secrets/'.length));
        return [name, text.replace('/run/secrets', secrets)];
      });
      for (const [name, value] of values) {
        const variable = variables.find((each) => each.name === name.replace(/_FILE$/, ''));
        expect(variable, name).toBeDefined();
        expect(variable?.secret, name).toBe(value.startsWith(secrets));
      }
      const config = readConfig({ ...Object.fromEntries(values), NODE_ENV: 'production' });
      expect(config.TRUSTED_PROXIES).toEqual([compose.networks.front?.ipam?.config[0]?.subnet]);
    }
  });

  test('gives its processes the time that they may take to end', () => {
    for (const [, { environment = {}, stop_grace_period: grace = '' }] of ours) {
      const { READINESS_PAUSE_SECONDS = 1, SHUTDOWN_SECONDS = 25 } = environment;
      expect(Number.parseInt(grace, 10)).toBeGreaterThanOrEqual(
        Number(READINESS_PAUSE_SECONDS) + Number(SHUTDOWN_SECONDS) + 5,
      );
    }
  });

  test('keeps queues in a Redis that evicts nothing and writes everything down', () => {
    const command = compose.services.redis?.command?.join(' ');
    expect(command).toContain('--appendonly yes');
    expect(command).toContain('--maxmemory-policy noeviction');
  });
});

describe('deploy/make-secrets.sh', () => {
  test('makes every secret, for its owner alone, and leaves what is there', () => {
    const secrets = madeSecrets();
    const names = Object.values(compose.secrets).map(({ file }) => file.replace('./deploy/secrets/', ''));
    expect(readdirSync(secrets).sort()).toEqual(names.sort());
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    const before = names.map((name) => readFileSync(join(secrets, name), 'utf8'));
    execFileSync('sh', [join(secrets, '..', 'make-secrets.sh')]);
    expect(names.map((name) => readFileSync(join(secrets, name), 'utf8'))).toEqual(before);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile').split('\n');

  test('is built on the Node that package.json asks for, and runs as nobody special', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    for (const line of lines.filter((each) => each.startsWith('FROM'))) {
      expect(line).toContain(`node:${engines.node.replace('>=', '')}-`);
    }
    expect(lines).toContain('USER node');
    expect(lines).toContain('CMD ["node", "src/server.ts"]');
  });

  test('copies what there is, and .dockerignore lets it through', () => {
    const ignore = read('.dockerignore').split('\n');
    const copied = lines
      .filter((line) => line.startsWith('COPY') && !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(copied.length).toBeGreaterThan(5);
    for (const path of copied) {
      expect(existsSync(join(root, path)), path).toBe(true);
      expect(ignore).toContain(`!${path}`);
    }
  });
});
