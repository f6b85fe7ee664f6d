import assert from 'node:assert/strict';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DumpError, readDump } from '../../embedded/dump/read-dump.js';
import { temporaryFolder, writeDump } from '../support/mongodump.js';

const collections = ['users', 'rocketchat_sessions'];
const alice = { _id: 'alice', username: 'alice' };
const workspace = { users: [alice], rocketchat_sessions: [{ _id: 'one', userId: 'alice' }] };

for (const gzip of [false, true]) {
  describe(`a folder of mongodump${gzip ? ' --gzip' : ''}`, () => {
    test('is read from its root', async (t) => {
      const folder = await temporaryFolder(t);
      await writeDump(folder, 'rocketchat', workspace, { gzip });
      const dump = await readDump({ folder, collections });
      assert.equal(dump.database, 'rocketchat');
      assert.deepEqual(Object.fromEntries(dump.collections), workspace);
    });

    test("is read from the database's folder", async (t) => {
      const folder = await temporaryFolder(t);
      await writeDump(folder, 'rocketchat', workspace, { gzip });
      const dump = await readDump({ folder: join(folder, 'rocketchat/'), collections });
      assert.equal(dump.database, 'rocketchat');
      assert.deepEqual(Object.fromEntries(dump.collections), workspace);
    });

    test('may lack a wanted collection, or hold it without documents', async (t) => {
      const folder = await temporaryFolder(t);
      await writeDump(folder, 'rocketchat', { users: [] }, { gzip });
      const dump = await readDump({ folder, collections });
      assert.deepEqual([...dump.collections], [['users', []]]);
    });

    test('has its escaped names read as the names of collections', async (t) => {
      const folder = await temporaryFolder(t);
      const name = 'rocketchat/é (1) $a%2F.bson';
      await writeDump(folder, 'rocketchat', { [name]: [alice] }, { gzip });
      const dump = await readDump({ folder, collections: [name] });
      assert.deepEqual([...dump.collections], [[name, [alice]]]);
    });
  });
}

test('the files of other collections are not opened', async (t) => {
  const folder = await temporaryFolder(t);
  await writeDump(folder, 'rocketchat', workspace);
  await writeFile(join(folder, 'rocketchat', 'rocketchat_message.bson'), 'not BSON');
  await symlink('nowhere', join(folder, 'rocketchat', 'rocketchat_uploads.bson.gz'));
  await writeFile(join(folder, 'rocketchat', '100%.bson'), 'not a name that mongodump writes');
  const dump = await readDump({ folder, collections });
  assert.deepEqual([...dump.collections.keys()], collections);
});

test("MongoDB's own databases, an oplog and empty folders do not count as databases", async (t) => {
  const folder = await temporaryFolder(t);
  for (const own of ['admin', 'config', 'local']) await writeDump(folder, own, { users: [] });
  await writeFile(join(folder, 'oplog.bson'), '');
  await mkdir(join(folder, 'abandoned'));
  await writeDump(folder, 'rocketchat', workspace);
  const dump = await readDump({ folder, collections });
  assert.equal(dump.database, 'rocketchat');
  assert.deepEqual(Object.fromEntries(dump.collections), workspace);
});

test('what is beside a database and cannot be read does not stop it', async (t) => {
  const folder = await temporaryFolder(t);
  await writeDump(folder, 'rocketchat', workspace);
  await mkdir(join(folder, 'lost+found'), { mode: 0o000 });
  await symlink('nowhere', join(folder, 'latest'));
  await symlink('.', join(folder, 'itself'));
  await symlink('rocketchat', join(folder, 'the-same'));
  await writeFile(join(folder, '._rocketchat'), 'what macOS adds');
  await writeFile(join(folder, 'rocketchat', '._users.bson'), 'what macOS adds');
  const dump = await readDump({ folder, collections });
  assert.deepEqual(Object.fromEntries(dump.collections), workspace);
  assert.deepEqual(dump.warnings, []);
});

test("of several databases Rocket.Chat's is read, and said so", async (t) => {
  const folder = await temporaryFolder(t);
  await writeDump(folder, 'another', { users: [{ _id: 'of a shop' }], orders: [] });
  await writeDump(folder, 'rocketchat', workspace);
  const dump = await readDump({ folder, collections });
  assert.deepEqual(Object.fromEntries(dump.collections), workspace);
  assert.deepEqual(dump.warnings, [
    `The dump ${folder} holds other databases (another): ${folder}/rocketchat is read.`,
  ]);
});

test('collections that a dump lacks are named', async (t) => {
  const folder = await temporaryFolder(t);
  await writeDump(folder, 'rocketchat', { users: [alice] });
  const { warnings } = await readDump({ folder, collections });
  assert.deepEqual(warnings, [
    `The dump in ${folder}/rocketchat lacks rocketchat_sessions: what they hold will be missing.`,
  ]);
});

test('a backup of the snap package is found below its folders', async (t) => {
  const folder = await temporaryFolder(t);
  await writeDump(join(folder, 'backup', 'rocketchat_backup_1', 'dump'), 'parties', workspace);
  const dump = await readDump({ folder, collections });
  assert.equal(dump.database, 'parties');
  assert.deepEqual(Object.fromEntries(dump.collections), workspace);
});

test('a database reached through a symbolic link is read, under the name of the link', async (t) => {
  const folder = await temporaryFolder(t);
  await writeDump(join(folder, 'elsewhere'), 'rocketchat', workspace);
  await mkdir(join(folder, 'dump'));
  await symlink(join(folder, 'elsewhere', 'rocketchat'), join(folder, 'dump', 'latest'));
  const dump = await readDump({ folder: join(folder, 'dump'), collections });
  assert.equal(dump.database, 'latest');
  assert.deepEqual(Object.fromEntries(dump.collections), workspace);
});

const dumpIntoFolder = 'dump into a folder with "mongodump --out <folder>" and name that folder';
const archiveMagic = Buffer.from('6de29981', 'hex');

const rejections: {
  of: string;
  /** Makes the dump; may return what to name in place of its folder. */
  given: (folder: string) => Promise<string | undefined>;
  message: (folder: string) => string;
}[] = [
  {
    of: 'a folder that does not exist',
    given: (folder) => Promise.resolve(join(folder, 'nowhere')),
    message: (folder) => `The dump folder ${folder}/nowhere does not exist.`,
  },
  {
    of: 'a folder that the operating system does not let one read',
    given: async (folder) => {
      await symlink('loop', join(folder, 'loop'));
      return join(folder, 'loop');
    },
    message: (folder) =>
      `${folder}/loop cannot be read (ELOOP: too many symbolic links encountered).`,
  },
  {
    of: 'a folder without anything in it',
    given: () => Promise.resolve(undefined),
    message: (folder) => `The dump folder ${folder} is empty.`,
  },
  {
    of: 'a folder without BSON',
    given: async (folder) => {
      await writeDump(folder, 'admin', { users: [alice] });
      await writeFile(join(folder, 'notes.txt'), 'nothing');
      return undefined;
    },
    message: (folder) =>
      `The folder ${folder} is not a dump of a workspace: there are no .bson or .bson.gz files ` +
      'in it, nor below it other than in admin, config and local.',
  },
  {
    of: 'a root with several workspaces',
    given: async (folder) => {
      await writeDump(folder, 'rocketchat', workspace);
      await writeDump(folder, 'another', workspace, { gzip: true });
      return undefined;
    },
    message: (folder) =>
      `The dump ${folder} holds several databases (another, rocketchat): point at the folder of ` +
      `one of them, such as ${folder}/another.`,
  },
  {
    of: 'a database that is not a workspace',
    given: async (folder) => {
      await writeDump(folder, 'shop', { orders: [alice] });
      return undefined;
    },
    message: (folder) =>
      `The dump in ${folder}/shop is not of a Rocket.Chat workspace: it holds none of the ` +
      'collections users, rocketchat_sessions.',
  },
  {
    of: 'a collection that is there packed and unpacked',
    given: async (folder) => {
      await writeDump(folder, 'rocketchat', workspace);
      await writeDump(folder, 'rocketchat', { users: [] }, { gzip: true });
      return undefined;
    },
    message: (folder) =>
      `The folder ${folder}/rocketchat holds the collection users more than once (users.bson, ` +
      'users.bson.gz): remove the files that are out of date.',
  },
  {
    of: 'an archive',
    given: async (folder) => {
      await writeFile(join(folder, 'dump.archive'), Buffer.concat([archiveMagic, Buffer.alloc(9)]));
      return join(folder, 'dump.archive');
    },
    message: (folder) =>
      `${folder}/dump.archive is an archive of "mongodump --archive", and archives are not read: ` +
      `${dumpIntoFolder}.`,
  },
  {
    of: 'a gzip archive',
    given: async (folder) => {
      await writeFile(join(folder, 'dump.gz'), gzipSync(archiveMagic));
      return join(folder, 'dump.gz');
    },
    message: (folder) =>
      `${folder}/dump.gz is a gzip file, and neither archives of mongodump nor packed folders ` +
      `are read: ${dumpIntoFolder}.`,
  },
  {
    of: 'any other file',
    given: async (folder) => {
      await writeFile(join(folder, 'dump'), '');
      return join(folder, 'dump');
    },
    message: (folder) => `${folder}/dump is not a folder: ${dumpIntoFolder}.`,
  },
  {
    of: 'a collection in place of which there is a folder',
    given: async (folder) => {
      await writeDump(folder, 'rocketchat', workspace);
      await rename(join(folder, 'rocketchat', 'users.bson'), join(folder, 'users'));
      await mkdir(join(folder, 'rocketchat', 'users.bson'));
      return undefined;
    },
    message: (folder) =>
      `${folder}/rocketchat/users.bson cannot be read, because it is not a regular file.`,
  },
  {
    of: 'a collection that the operating system does not let one read',
    given: async (folder) => {
      await writeDump(folder, 'rocketchat', { rocketchat_sessions: [] });
      await symlink('users.bson', join(folder, 'rocketchat', 'users.bson'));
      return undefined;
    },
    message: (folder) =>
      `${folder}/rocketchat/users.bson cannot be read (ELOOP: too many symbolic links ` +
      'encountered).',
  },
];

describe('one message rejects', () => {
  for (const { of, given, message } of rejections) {
    test(of, async (t) => {
      const folder = await temporaryFolder(t);
      const named = (await given(folder)) ?? folder;
      await assert.rejects(readDump({ folder: named, collections }), (error) => {
        assert.ok(error instanceof DumpError);
        assert.equal(error.message, message(folder));
        return true;
      });
    });
  }
});
