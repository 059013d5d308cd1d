import { MigrationInterface, QueryRunner } from "typeorm";

export class DropNickname1710000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn("users", "nickname");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE users ADD nickname varchar`);
  }
}
