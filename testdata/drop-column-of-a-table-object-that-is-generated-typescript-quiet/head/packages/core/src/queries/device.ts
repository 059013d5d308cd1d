import type { CreateUserDevice, UserDevice } from '@vendor/schemas';
import { UserDevices } from '@vendor/schemas';
import { sql, type CommonQueryMethods } from 'slonik';

import { convertToIdentifiers } from '../utils/sql.js';

const { table, fields } = convertToIdentifiers(UserDevices);

export const createDeviceQueries = (pool: CommonQueryMethods) => {
  const findByPushToken = async (pushToken: string): Promise<UserDevice> =>
    pool.one(sql`
      select ${fields.id}, ${fields.userId}
      from ${table}
      where ${fields.pushToken} = ${pushToken}
    `);

  return { findByPushToken };
};

export const first: CreateUserDevice = { id: 'first', userId: 'nobody', pushToken: null };

export const deviceGuard = UserDevices.guard.pick({ id: true, pushToken: true }).extend({ pushToken: true });

export const label = (device: UserDevice) => device.pushToken ?? device.id;

export const other = (fields: { pushToken: string }) => fields.pushToken;
