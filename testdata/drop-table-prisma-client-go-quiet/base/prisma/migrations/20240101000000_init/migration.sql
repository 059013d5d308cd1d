CREATE TABLE "github_hooks" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "owner" TEXT NOT NULL
);
CREATE TABLE "gitlab_hooks" (
    "id" TEXT NOT NULL PRIMARY KEY
);
