using System.Diagnostics;
using System.Text.Json;
using Dapr.Client.Autogen.Grpc.v1;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.HttpApi;
using DemoApp.DevSidecar.Security;
using DemoApp.DevSidecar.State;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using StateItem = Dapr.Client.Autogen.Grpc.v1.StateItem;
using StateStore = DemoApp.DevSidecar.State.StateStore;

namespace DemoApp.DevSidecar.GrpcApi;

/// <summary>The gRPC API: the same stores as the HTTP API, with gRPC's codes.</summary>
internal sealed class DaprService(SidecarOptions options, Tracing tracing, ApiToken token, StateStores stores, ILogger<DaprService> log)
{
    /// <summary>Runs a method of state with what every method has around it: the token, the span, and the log of calls.</summary>
    public Task<TResponse> Run<TRequest, TResponse>(
        TRequest request, ServerCallContext call, Func<DaprService, TRequest, TResponse> handle, Func<TRequest, string> storeOf)
    {
        using var span = Start(call);
        if (span?.IsAllDataRequested == true)
        {
            StateEndpoints.Describe(span, call.Method, storeOf(request));
            span.SetTag(SpanAttributes.RpcService, "Dapr");
        }

        try
        {
            Authenticate(call);
            return Task.FromResult(handle(this, request));
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

    /// <summary>Answers for the methods that the development sidecar does not have.</summary>
    public Task RefuseAsync(ServerCallContext call)
    {
        Authenticate(call);
        var method = call.Method[(call.Method.LastIndexOf('/') + 1)..];
        throw new RpcException(
            new Status(StatusCode.Unimplemented, $"the development sidecar does not support {method} over gRPC; use daprd for it"));
    }

    public Empty SaveState(SaveStateRequest request)
    {
        var store = Store(request.StoreName);
        var operations = new List<StateOperation>(request.States.Count);
        foreach (var item in request.States)
        {
            if (item.Key.Length == 0)
            {
                throw GrpcError.Create(StatusCode.InvalidArgument, "state key cannot be empty", "ERR_STATE_SAVE");
            }

            operations.Add(new StateOperation(store.Prefixed(item.Key))
            {
                Value = ValueOf(item),
                Etag = item.Etag?.Value,
                Metadata = item.Metadata,
                Concurrency = Concurrency(item.Options),
            });
        }

        return Apply(store, operations, "ERR_STATE_SAVE", $"failed saving state in state store {store.Name}");
    }

    public GetStateResponse GetState(GetStateRequest request)
    {
        var store = Store(request.StoreName);
        var response = new GetStateResponse();
        if (store.Items.Get(store.Prefixed(request.Key)) is { } item)
        {
            response.Data = UnsafeByteOperations.UnsafeWrap(item.Data);
            response.Etag = item.Etag;
            if (item.TtlExpireTime is { } expiry)
            {
                response.Metadata.Add("ttlExpireTime", expiry);
            }
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
        };
        return Apply(store, [operation], "ERR_STATE_DELETE", $"failed deleting state with key {request.Key}");
    }

    private Activity? Start(ServerCallContext call)
    {
        if (options.ApiLogging)
        {
            log.ApiCalled("gRPC", call.Method);
        }

        var headers = call.RequestHeaders;
        var span = tracing.Start(call.Method, ActivityKind.Client, Tracing.ReadParent(headers.GetValue("traceparent"), null));
        if (span?.IsAllDataRequested != true)
        {
            return span;
        }

        span.SetTag(SpanAttributes.Api, call.Method);
        span.SetTag(SpanAttributes.Protocol, "grpc");
        foreach (var header in headers.Where(header => header.Key.StartsWith("dapr-", StringComparison.Ordinal) && !header.IsBinary))
        {
            if (options.ApiToken is null || header.Key != DaprHeaders.ApiToken)
            {
                span.SetTag(header.Key, header.Value);
            }
        }

        return span;
    }

    private void Authenticate(ServerCallContext call)
    {
        if (!token.Accepts(call.RequestHeaders.GetValue(DaprHeaders.ApiToken)))
        {
            throw GrpcError.Create(StatusCode.Unauthenticated, "Unauthorized", "ERR_UNAUTHORIZED");
        }
    }

    private StateStore Store(string name) => stores.TryGet(name, out var store) ? store
        : stores.IsEmpty
            ? throw GrpcError.Create(StatusCode.FailedPrecondition, $"state store {name} is not configured", "DAPR_STATE_NOT_CONFIGURED")
            : throw GrpcError.Create(StatusCode.InvalidArgument, $"state store {name} is not found", "DAPR_STATE_NOT_FOUND");

    private static Empty Apply(StateStore store, IReadOnlyList<StateOperation> operations, string reason, string what)
    {
        try
        {
            store.Items.Apply(operations);
            return new Empty();
        }
        catch (StateException e)
        {
            var code = e.IsMismatch ? StatusCode.Aborted : StatusCode.Internal;
            throw GrpcError.Create(code, $"{what}: {e.Message}", reason);
        }
    }

    // A value that is declared as JSON is kept as JSON; any other is kept byte for byte.
    private static byte[] ValueOf(StateItem item)
    {
        if (item.Metadata.GetValueOrDefault("contentType") != "application/json")
        {
            return item.Value.ToByteArray();
        }

        try
        {
            return GoJson.Canonical(GoJson.Parse(item.Value.Span));
        }
        catch (JsonException e)
        {
            throw GrpcError.Create(StatusCode.InvalidArgument, $"the value of {item.Key} is not JSON: {e.Message}", "ERR_STATE_SAVE");
        }
    }

    private static string? Concurrency(StateOptions? options) =>
        options?.Concurrency == StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite ? "first-write" : null;
}
