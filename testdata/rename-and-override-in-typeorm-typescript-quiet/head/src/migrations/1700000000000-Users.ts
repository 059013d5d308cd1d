import { MigrationInterface, QueryRunner } from "typeorm";

export class Users1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE users (id serial PRIMARY KEY, email text, nick text, alias text, first_name text)`);
    await queryRunner.query(`CREATE TABLE tags (id serial PRIMARY KEY, text text, colour text)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE users`);
  }
}
