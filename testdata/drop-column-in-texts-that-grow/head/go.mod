module blog
