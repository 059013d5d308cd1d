ALTER TYPE "Mood" RENAME TO "UserState";
