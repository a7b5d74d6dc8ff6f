# What each target does: make help

.DEFAULT_GOAL := help
.PHONY: help demo test campaign simulate mutate verify build engine schema sdk lint types style format bench dist install clean
# Packages install while the engine builds, and types are checked beside the rules.
MAKEFLAGS += --jobs=2

ts := node -r ts-node/register/transpile-only
# npm itself writes this file last, so it stamps a finished install.
modules := node_modules/.package-lock.json
sdk_sources := $(shell find sdk/nodejs -name bin -prune -o -name '*.ts' -print 2>/dev/null)

help: ## List the targets (the default)
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build engine ## Preview, create, show and delete keys on both emulated clouds
	@$(ts) tools/demo.ts

test: build engine lint ## Run every check and test
	@tools/python.sh
	@tools/browser.sh
	@npx jest --json --outputFile=dist/test-results.json

campaign: build engine ## Run the long random tests with faults, which make test leaves out
	@CMK_CAMPAIGN=1 npx jest tests/campaign

simulate: $(modules) ## Simulate 100,000 random sequences of commands and faults, and all short ones
	@$(ts) tests/simulation/simulate.ts

mutate: $(modules) ## Change the code in small ways, and show which changes no test notices
	@npx stryker run
	@npx stryker run stryker.clouds.config.mjs

verify: build ## Compare a real account with the emulator; arguments in ARGS, see docs/verify.md
	@bin/kms-verify $(ARGS)

build: $(modules) sdk/nodejs/bin/package.json ## Build bin/pulumi-resource-cmk, bin/kms-emulator, bin/kms-verify and the Node.js SDK
	@$(ts) tools/build.ts

engine: ## Get bin/pulumi and bin/pulumi-language-yaml from PATH, or build them from Go modules
	@tools/engine.sh

schema: $(modules) ## Generate schema.json and the tables in the docs from the model
	@$(ts) tools/schema.ts

sdk: schema ## Generate sdk/nodejs, sdk/python and sdk/go from the schema
	@tools/sdk.sh

lint: style types ## Check types, lint rules and formatting

types: $(modules) sdk/nodejs/bin/package.json
	@npx tsc -p . && npx tsc -p emulator/page

style: $(modules) sdk/nodejs/bin/package.json
	@npx eslint . && npx prettier --check .

format: $(modules) ## Format all files with Prettier
	@npx prettier --write .

bench: build engine ## Measure time, memory and calls, and write docs/performance.md
	@$(ts) tools/bench.ts

dist: build ## Pack a plugin archive for each platform in dist/release
	@$(ts) tools/dist.ts

install: build engine ## Install the plugin for your own Pulumi programs
	@tools/install.sh

clean: ## Remove everything that was built
	@rm -rf bin dist sdk/nodejs/bin

sdk/nodejs/bin/package.json: $(modules) $(sdk_sources) sdk/nodejs/package.json
	@npx tsc -p sdk/nodejs
	@cp sdk/nodejs/package.json sdk/nodejs/README.md sdk/nodejs/LICENSE sdk/nodejs/bin

$(modules): package-lock.json
	@node -e 'const v = process.versions.node; if (parseInt(v) < 20) { console.error("Node.js 20 or newer is required, but " + v + " is on PATH."); process.exit(1); }'
	@echo "Installing packages with npm ci, which takes about a minute."
	@npm ci --loglevel=error >/dev/null
