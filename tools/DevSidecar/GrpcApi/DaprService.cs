using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapr.Client.Autogen.Grpc.v1;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.Security;
using DemoApp.DevSidecar.State;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using StateItem = Dapr.Client.Autogen.Grpc.v1.StateItem;
using StateStore = DemoApp.DevSidecar.State.StateStore;

namespace DemoApp.DevSidecar.GrpcApi;

/// <summary>The gRPC API: the same stores, apps and metadata as the HTTP API, in gRPC's codes.</summary>
internal sealed class DaprService(
    SidecarOptions options, Tracing tracing, ApiToken token, StateStores stores, RuntimeMetadata metadata, GrpcInvocation invocation, ILogger<DaprService> log)
{
    /// <summary>What every method has around it: the token, the span, and the log of calls.</summary>
    public Task<TResponse> Run<TRequest, TResponse>(
        TRequest request, ServerCallContext call, Func<DaprService, TRequest, ServerCallContext, TResponse> handle, Func<TRequest, string>? storeOf)
    {
        using var span = Start(call);
        if (storeOf is not null && span?.IsAllDataRequested == true)
        {
            span.SetTag(SpanAttributes.DbSystem, "state");
            span.SetTag(SpanAttributes.DbName, storeOf(request));
            span.SetTag(SpanAttributes.DbStatement, call.Method);
            span.SetTag(SpanAttributes.DbConnectionString, "state");
            span.SetTag(SpanAttributes.RpcService, "Dapr");
        }

        try
        {
            Authenticate(call);
            return Task.FromResult(handle(this, request, call));
        }
        catch (IllegalKeyException e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw GrpcError.Create(StatusCode.InvalidArgument, e.Message, "DAPR_STATE_ILLEGAL_KEY");
        }
        catch (RpcException e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Status.Detail);
            throw;
        }
    }

    public async Task<InvokeResponse> RunInvokeServiceAsync(InvokeServiceRequest request, ServerCallContext call)
    {
        using var span = Start(call);
        if (span is not null)
        {
            span.DisplayName = $"CallLocal/{request.Id}/{request.Message?.Method}";
            if (span.IsAllDataRequested) span.SetTag(SpanAttributes.RpcService, "ServiceInvocation").SetTag(SpanAttributes.NetPeerName, request.Id);
        }

        try
        {
            Authenticate(call);
            return await invocation.InvokeAsync(request, call, span);
        }
        catch (RpcException e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Status.Detail);
            throw;
        }
    }

    public Empty SaveState(SaveStateRequest request)
    {
        var store = Store(request.StoreName);
        var operations = new List<StateOperation>(request.States.Count);
        foreach (var item in request.States)
        {
            if (item.Key.Length == 0) throw GrpcError.Create(StatusCode.InvalidArgument, "state key cannot be empty", "ERR_STATE_SAVE");
            operations.Add(Operation(store, item) with { Value = ValueOf(item) });
        }

        return Apply(store, operations, "ERR_STATE_SAVE", $"failed saving state in state store {store.Name}: ");
    }

    public GetStateResponse GetState(GetStateRequest request)
    {
        var store = Store(request.StoreName);
        var response = new GetStateResponse();
        if (store.Items.Get(store.Prefixed(request.Key)) is not { } item) return response;
        response.Data = UnsafeByteOperations.UnsafeWrap(item.Data);
        response.Etag = item.Etag;
        if (item.TtlExpireTime is { } expiry) response.Metadata.Add("ttlExpireTime", expiry);
        return response;
    }

    public GetBulkStateResponse GetBulkState(GetBulkStateRequest request)
    {
        var store = Store(request.StoreName);
        var response = new GetBulkStateResponse();
        foreach (var key in request.Keys)
        {
            var found = new BulkStateItem { Key = key };
            if (store.Items.Get(store.Prefixed(key)) is { } item)
            {
                found.Data = UnsafeByteOperations.UnsafeWrap(item.Data);
                found.Etag = item.Etag;
                if (item.TtlExpireTime is { } expiry) found.Metadata.Add("ttlExpireTime", expiry);
            }

            response.Items.Add(found);
        }

        return response;
    }

    public Empty DeleteState(DeleteStateRequest request)
    {
        var store = Store(request.StoreName);
        var operation = new StateOperation(store.Prefixed(request.Key))
        {
            Etag = request.Etag?.Value,
            Concurrency = Concurrency(request.Options),
            Consistency = Consistency(request.Options),
        };
        return Apply(store, [operation], "ERR_STATE_DELETE", $"failed deleting state with key {request.Key}: ");
    }

    public Empty DeleteBulkState(DeleteBulkStateRequest request)
    {
        var store = Store(request.StoreName);
        return Apply(
            store,
            [.. request.States.Select(item => Operation(store, item))],
            "ERR_STATE_DELETE_BULK",
            $"failed deleting state in state store {store.Name}: ");
    }

    public Empty ExecuteStateTransaction(ExecuteStateTransactionRequest request)
    {
        var store = Store(request.StoreName);
        var operations = new List<StateOperation>(request.Operations.Count);
        foreach (var operation in request.Operations)
        {
            var item = operation.Request ?? new StateItem();
            operations.Add(operation.OperationType switch
            {
                "upsert" => Operation(store, item) with { Value = item.Value.ToByteArray() },
                "delete" => Operation(store, item),
                var other => throw GrpcError.Create(StatusCode.Unimplemented, $"operation type {other} not supported", "ERR_NOT_SUPPORTED_STATE_OPERATION"),
            });
        }

        return Apply(store, operations, "ERR_STATE_TRANSACTION", "error while executing state transaction: ", StatusCode.Internal);
    }

    public GetMetadataResponse GetMetadata()
    {
        var response = new GetMetadataResponse
        {
            Id = options.AppId,
            RuntimeVersion = SidecarOptions.DaprVersion,
            EnabledFeatures = { RuntimeMetadata.EnabledFeatures },
            AppConnectionProperties = new AppConnectionProperties { Port = options.AppPort ?? 0, Protocol = "http", ChannelAddress = options.AppChannelAddress },
            ActorRuntime = new ActorRuntime { RuntimeStatus = ActorRuntime.Types.ActorRuntimeStatus.Disabled, Placement = "placement: disconnected" },
            Workflows = new MetadataWorkflows(),
        };
        if (options.HealthCheck is { } health)
        {
            response.AppConnectionProperties.Health = new AppConnectionHealthProperties
            {
                HealthCheckPath = health.Path,
                HealthProbeInterval = string.Create(CultureInfo.InvariantCulture, $"{health.Interval.TotalSeconds}s"),
                HealthProbeTimeout = string.Create(CultureInfo.InvariantCulture, $"{health.Timeout.TotalMilliseconds}ms"),
                HealthThreshold = health.Threshold,
            };
        }

        foreach (var component in metadata.Components)
        {
            response.RegisteredComponents.Add(new RegisteredComponents
            {
                Name = component.Name,
                Type = component.Type,
                Version = component.Version,
                Capabilities = { RuntimeMetadata.StateCapabilities },
            });
        }

        foreach (var (key, value) in metadata.Extended) response.ExtendedMetadata.Add(key, value);
        return response;
    }

    public Empty SetMetadata(SetMetadataRequest request)
    {
        metadata.Set(request.Key, request.Value);
        return new Empty();
    }

    private Activity? Start(ServerCallContext call)
    {
        if (options.ApiLogging) log.ApiCalled("gRPC", call.Method);
        if (!tracing.IsEnabled) return null;
        var headers = call.RequestHeaders;
        // The binary form wins, as in daprd; where it is missing or broken the text form is not asked.
        var parent = headers.GetValueBytes(DaprHeaders.GrpcTraceBin) is { } binary
            ? Tracing.ReadBinaryParent(binary)
            : Tracing.ReadParent(headers.GetValue("traceparent"), null);
        var span = tracing.Start(call.Method, ActivityKind.Client, parent);
        if (span?.IsAllDataRequested != true) return span;
        span.SetTag(SpanAttributes.Api, call.Method);
        span.SetTag(SpanAttributes.Protocol, "grpc");
        foreach (var header in headers)
        {
            if (header.Key.StartsWith("dapr-", StringComparison.Ordinal) && !header.IsBinary && !(options.ApiToken is not null && header.Key == DaprHeaders.ApiToken))
                span.SetTag(header.Key, header.Value);
        }

        return span;
    }

    private void Authenticate(ServerCallContext call)
    {
        if (!token.IsPresent(call.RequestHeaders.GetValue(DaprHeaders.ApiToken)))
            throw GrpcError.Create(StatusCode.Unauthenticated, "Unauthorized", "ERR_UNAUTHORIZED");
    }

    private StateStore Store(string name)
    {
        if (stores.TryGet(name, out var store)) return store;
        throw stores.IsEmpty
            ? GrpcError.Create(StatusCode.FailedPrecondition, $"state store {name} is not configured", "DAPR_STATE_NOT_CONFIGURED")
            : GrpcError.Create(StatusCode.InvalidArgument, $"state store {name} is not found", "DAPR_STATE_NOT_FOUND");
    }

    private static Empty Apply(StateStore store, IReadOnlyList<StateOperation> operations, string reason, string prefix, StatusCode? code = null)
    {
        try
        {
            store.Items.Apply(operations);
            return new Empty();
        }
        catch (StateException e)
        {
            throw GrpcError.Create(code ?? (e.Kind == StateErrorKind.EtagMismatch ? StatusCode.Aborted : StatusCode.Internal), prefix + e.Message, reason);
        }
    }

    private static StateOperation Operation(StateStore store, StateItem item) => new(store.Prefixed(item.Key))
    {
        Etag = item.Etag?.Value,
        Metadata = item.Metadata.Count > 0 ? item.Metadata : null,
        Concurrency = Concurrency(item.Options),
        Consistency = Consistency(item.Options),
    };

    // A value that says it is JSON is kept as JSON; any other is kept byte for byte.
    private static byte[] ValueOf(StateItem item)
    {
        if (!item.Metadata.TryGetValue("contentType", out var type) || type != "application/json") return item.Value.ToByteArray();
        try
        {
            using var document = JsonDocument.Parse(item.Value.Memory);
            return GoJson.Canonical(document.RootElement);
        }
        catch (JsonException)
        {
            throw new RpcException(new Status(StatusCode.Unknown, $"invalid character in JSON value: {Encoding.UTF8.GetString(item.Value.Span[..Math.Min(20, item.Value.Length)])}"));
        }
    }

    private static string? Concurrency(StateOptions? options) => options?.Concurrency switch
    {
        StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite => "first-write",
        StateOptions.Types.StateConcurrency.ConcurrencyLastWrite => "last-write",
        _ => null,
    };

    private static string? Consistency(StateOptions? options) => options?.Consistency switch
    {
        StateOptions.Types.StateConsistency.ConsistencyEventual => "eventual",
        StateOptions.Types.StateConsistency.ConsistencyStrong => "strong",
        _ => null,
    };
}
