import { infrastructure } from "./infrastructure";

export = infrastructure;
