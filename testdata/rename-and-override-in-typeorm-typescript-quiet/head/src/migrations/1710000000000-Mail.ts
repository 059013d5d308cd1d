import { MigrationInterface, QueryRunner } from "typeorm";

export class Mail1710000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.renameColumn("users", "email", "mail");
    await queryRunner.dropColumn("users", "nick");
    await queryRunner.dropColumn("users", "first_name");
    await queryRunner.query(`ALTER TABLE tags DROP COLUMN colour`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.renameColumn("users", "mail", "email");
    await queryRunner.query(`ALTER TABLE users ADD COLUMN nick text, ADD COLUMN first_name text`);
    await queryRunner.query(`ALTER TABLE tags ADD COLUMN colour text`);
  }
}
