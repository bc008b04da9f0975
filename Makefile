# Every target that a person or CI needs; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

CONFIGURATION ?= Debug
RID ?= $(shell dotnet --info 2>/dev/null | sed -n 's/^ *RID: *//p')

# Build servers would outlive the command that started them.
export MSBUILDDISABLENODEREUSE := 1
export DOTNET_CLI_USE_MSBUILD_SERVER := 0
export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
BUILD := -p:UseSharedCompilation=false

NATIVE := artifacts/native

.PHONY: help
help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z][a-zA-Z0-9_-]*:.*## / { printf "  \033[1m%-18s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The app host is executed, not run by `dotnet run`, which would stand between it and a signal.
APP_HOST = tools/AppHost/bin/$(CONFIGURATION)/net10.0/AppHost
.PHONY: app-host
app-host:
	@command -v dotnet >/dev/null || { echo "The .NET 10 SDK is not installed (no dotnet on the PATH): see https://dotnet.microsoft.com/download" >&2; exit 1; }
	@echo "Building ..."
	@log=$$(dotnet build tools/AppHost -c $(CONFIGURATION) $(BUILD) -v quiet 2>&1) || { echo "$$log" >&2; exit 1; }

.PHONY: run
run: app-host ## Build and run both services with sidecars, tenant page and Aspire dashboard (TENANTS="tenant1 tenant2", SIDECAR=dev, DASHBOARD=false, …: docs/local.md); Ctrl-C stops everything
	@exec $(APP_HOST)

.PHONY: view
view: app-host ## Start the tenant page and the dashboard alone, for services that run already
	@exec $(APP_HOST) view

.PHONY: compile
compile: ## Build the solution; warnings are errors
	dotnet build DemoApp.sln -c $(CONFIGURATION) $(BUILD)

.PHONY: native
native: ## Publish both services as native executables to artifacts/native
	dotnet publish src/Sender -c Release -r $(RID) -o $(NATIVE)/sender $(BUILD)
	dotnet publish src/Receiver -c Release -r $(RID) -o $(NATIVE)/receiver $(BUILD)

.PHONY: test
test: compile ## Run every test but those of the targets below; installs what it needs and counts what it cannot have
	@CONFIGURATION=$(CONFIGURATION) tests/run.sh

.PHONY: test-page test-load test-native test-slow
test-page: compile ## Run the tests of the tenant page in Chromium
	@CONFIGURATION=$(CONFIGURATION) tests/run.sh page
test-load: compile ## Run the tests of the load generator with Locust
	@CONFIGURATION=$(CONFIGURATION) tests/run.sh load
test-native: compile ## Run the end-to-end tests on the native executables, which it builds
	@CONFIGURATION=$(CONFIGURATION) tests/run.sh native
test-slow: compile ## Run the tests that take minutes: memory while a collector stalls, deploy targets run for real, charts below a parent
	@CONFIGURATION=$(CONFIGURATION) tests/run.sh slow

.PHONY: docs
docs: ## Take the pictures of docs/images anew, from tenant page and dashboard in Chromium
	dotnet build tests/TenantPage.Tests -c $(CONFIGURATION) $(BUILD) -v quiet
	@DOCS=write tests/TenantPage.Tests/bin/$(CONFIGURATION)/net10.0/TenantPage.Tests --no-progress --no-ansi \
	  --filter-class '*ScreenshotTests' --filter-class '*DashboardPictureTests' --filter-class '*PicturesAreCurrentTests'
	@git status --short docs/images

.PHONY: load load-ui
load: ## Put load on `make run` and print the table (USERS, RUN_TIME, SCENARIO, MAX_P95_MS, …: loadgen/README.md)
	@tools/load.sh
load-ui: ## Put load on `make run` from Locust's page, http://localhost:8089
	@tools/load.sh ui

.PHONY: demo-noisy
demo-noisy: app-host ## Flood one tenant of two and see on the tenant page that the other one stays as it was (docs/local.md)
	@. tools/need-locust.sh && LOCUST=$$locust exec python3 tools/demo_noisy.py

.PHONY: bench
bench: native ## Measure what two sidecars cost, and size, start and memory of the native services beside JIT, as ratios within one run
	for project in tools/DevSidecar src/Sender src/Receiver; do dotnet build $$project -c Release $(BUILD) -v quiet || exit 1; done
	@tools/bench.sh
	@tools/bench_start.py

.PHONY: bench-telemetry
bench-telemetry: native ## Measure what each signal costs, in requests per second and bytes, as ratios within one run
	dotnet publish tools/OtlpSink -c Release -r $(RID) -o $(NATIVE)/otlpsink $(BUILD) -v quiet
	dotnet build tools/AllocationCounter -c Release $(BUILD) -v quiet
	dotnet build src/Sender -c Release -p:StartupHookSupport=true --artifacts-path artifacts/jit/sender $(BUILD) -v quiet
	dotnet build src/Receiver -c Release -p:StartupHookSupport=true --artifacts-path artifacts/jit/receiver $(BUILD) -v quiet
	@tools/bench-telemetry.sh

.PHONY: bench-page
bench-page: ## Measure what the tenant page takes on one core with forwarding, and its memory whatever is sent
	for project in tools/TenantPage tools/OtlpSink; do dotnet build $$project -c Release $(BUILD) -v quiet || exit 1; done
	dotnet build tests/TenantPage.Tests -c $(CONFIGURATION) $(BUILD) -v quiet
	@rm -f artifacts/bench-page.md
	@TENANT_PAGE=tools/TenantPage/bin/Release/net10.0/TenantPage OTLP_SINK=tools/OtlpSink/bin/Release/net10.0/OtlpSink \
	  tests/TenantPage.Tests/bin/$(CONFIGURATION)/net10.0/TenantPage.Tests --no-progress --no-ansi --filter-trait Speed=bench
	@cat artifacts/bench-page.md

# Kubernetes: a release per tenant of tenants.yaml. IMAGE_REGISTRY, TAG, NAMESPACE, COLLECTOR_NAMESPACE, TIMEOUT and HELM_ARGS override
# (docs/kubernetes.md has all variables); DRY_RUN=1 prints the commands only.
DEPLOY := tools/deploy.sh
# What is given to make reaches the scripts by itself; a variable that is not given must not reach them, nor `make run`, as an empty one.
export CONFIGURATION
# As it was typed: make would expand a $ in it, and execute $(shell ...).
ifdef HELM_ARGS
override export HELM_ARGS := $(value HELM_ARGS)
endif

.PHONY: deploy-collector deploy-all deploy
deploy-collector: ## Install the collectors, and a viewer per tenant (VIEWER=false without)
	@$(DEPLOY) $@
deploy-all: ## Install the collectors and every tenant; one that fails does not stop the others
	@$(DEPLOY) $@
deploy: ## Install one tenant (TENANT=name), or some (TENANTS="name name")
	@$(DEPLOY) $@
deploy-tenant1: ## Install tenant1; deploy-NAME works for every tenant of the list
deploy-tenant2: ## Install tenant2
deploy-%:
	@TENANT=$* $(DEPLOY) deploy

.PHONY: undeploy-collector undeploy-all undeploy
undeploy-collector: ## Remove the collectors, and their namespace if deploy-collector created it
	@$(DEPLOY) $@
undeploy-all: ## Remove every tenant and the collectors, with the namespaces that deploy created
	@$(DEPLOY) $@
undeploy: ## Remove one tenant (TENANT=name) or some (TENANTS="name name"), and a namespace if deploy created it
	@$(DEPLOY) $@
undeploy-tenant1: ## Remove tenant1; undeploy-NAME works for every tenant of the list
undeploy-tenant2: ## Remove tenant2
undeploy-%:
	@TENANT=$* $(DEPLOY) undeploy

.PHONY: status logs port-forward test-tenant template
status: ## Show releases, pods and Services (all, or TENANT=name)
	@$(DEPLOY) $@
logs: ## Show the logs of a tenant's pods (TENANT=name, APP=sender|receiver|loadgen)
	@$(DEPLOY) $@
port-forward: ## Reach a tenant's Sender at localhost (TENANT=name, PORT=8000)
	@$(DEPLOY) $@
test-tenant: ## Run the release's own test in the cluster (TENANT=name)
	@$(DEPLOY) $@
template: ## Render what would be installed (all tenants, or TENANT=name)
	@$(DEPLOY) $@
template-collector: ## Render the collectors
	@$(DEPLOY) $@

.PHONY: golden-collector
golden-collector: install-helm ## Render charts/collector anew into its examples and the community chart's values
	@tools/golden-collector.sh

.PHONY: install-helm
install-helm: ## Fetch Helm 4.1, Helm 3.17 and kubectl 1.35 into .tools
	@tools/install-helm.sh

.PHONY: golden
golden: golden-collector ## Make the charts' golden renders and tables of values anew
	dotnet build tests/Charts.Tests -c $(CONFIGURATION) $(BUILD) -v quiet
	@GOLDEN=write tests/Charts.Tests/bin/$(CONFIGURATION)/net10.0/Charts.Tests --no-progress --no-ansi \
	  --filter-class '*GoldenTests' --filter-class '*ValuesTableTests'
	@git status --short charts

# Images for amd64 and arm64, or for this machine's engine alone. REGISTRY (or IMAGE_REGISTRY), TAG, PLATFORMS and PUSH=false override;
# docs/images.md has all of them.
IMAGES := tools/images.sh

.PHONY: build build-sender build-receiver build-loadgen build-local build-sender-local build-receiver-local build-loadgen-local
.PHONY: push push-sender push-receiver push-loadgen setup-buildx images pin-images test-images
build: ## Build all images for both architectures and push them (PUSH=false: only into the builder's cache)
	@$(IMAGES) build
build-local: ## Build all images for this machine alone, into its Docker engine
	@$(IMAGES) build-local
push: ## Build all images for both architectures and push them
	@$(IMAGES) push
build-sender: ## Build the Sender's image alone, as `build` does; build-receiver and build-loadgen likewise
build-sender-local: ## Build the Sender's image alone, as `build-local` does; build-receiver-local and build-loadgen-local likewise
push-sender: ## Build and push the Sender's image alone; push-receiver and push-loadgen likewise
build-sender build-receiver build-loadgen: build-%:
	@$(IMAGES) build $*
build-sender-local build-receiver-local build-loadgen-local: build-%-local:
	@$(IMAGES) build-local $*
push-sender push-receiver push-loadgen: push-%:
	@$(IMAGES) push $*
setup-buildx: ## Make the builder that builds for both architectures
	@$(IMAGES) setup-buildx
images: ## List the images of this machine's engine with their sizes
	@$(IMAGES) images
pin-images: ## Look up the digests of the base images for base-images.pins, which builds then use
	@$(IMAGES) pin-images
test-images: ## Build the images and run them where there can be an engine, run arm64 emulated; counts what it could not run
	@tests/images.sh

.PHONY: clean
clean: ## Remove everything that was built, images included
	@$(IMAGES) clean
	rm -rf artifacts .dapr/build .dapr/logs .dapr/run .dapr/names.db*
	find src tools tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
