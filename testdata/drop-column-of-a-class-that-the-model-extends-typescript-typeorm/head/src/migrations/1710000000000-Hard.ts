import { MigrationInterface, QueryRunner } from "typeorm";

export class Hard1710000000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "category" DROP COLUMN "deleted_at"`);
  }
  public async down(): Promise<void> {}
}
