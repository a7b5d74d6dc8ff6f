#!/usr/bin/env node
import { CLOUDS } from "./clouds";
import { runProgram } from "./core/command-line";
import { version } from "./package.json";

void runProgram({ clouds: CLOUDS, version });
