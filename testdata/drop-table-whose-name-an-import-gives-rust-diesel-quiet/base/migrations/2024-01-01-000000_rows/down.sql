DROP TABLE subgraph;
DROP TABLE deployment;
