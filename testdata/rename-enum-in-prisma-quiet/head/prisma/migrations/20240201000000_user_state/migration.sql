BEGIN;
CREATE TYPE "Mood_new" AS ENUM ('HAPPY', 'SAD', 'CALM');
ALTER TABLE "User" ALTER COLUMN "state" TYPE "Mood_new" USING ("state"::text::"Mood_new");
ALTER TYPE "Mood" RENAME TO "Mood_old";
ALTER TYPE "Mood_new" RENAME TO "Mood";
DROP TYPE "Mood_old";
COMMIT;
