DROP TABLE "github_hooks";
