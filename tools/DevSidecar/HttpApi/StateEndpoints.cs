using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.State;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>One request of the state API: which store, and which key or which of its other operations.</summary>
internal readonly record struct StateRequest(string Store, StateAction Action, string Key);

/// <summary>The operations of the state API.</summary>
internal enum StateAction
{
    Save,
    Get,
    Delete,
    Bulk,
    Transaction,
}

/// <summary>The state API.</summary>
internal sealed class StateEndpoints(SidecarOptions options, StateStores stores)
{
    private const string Root = "/v1.0/state/";

    public static bool TryMatch(string method, string path, out StateRequest request)
    {
        request = default;
        if (!path.StartsWith(Root, StringComparison.Ordinal)) return false;
        var rest = path.AsSpan(Root.Length).TrimEnd('/');
        var slash = rest.IndexOf('/');
        var store = slash < 0 ? rest : rest[..slash];
        var key = slash < 0 ? [] : rest[(slash + 1)..];
        if (store.IsEmpty || key.Contains('/')) return false;
        var writes = HttpMethods.IsPost(method) || HttpMethods.IsPut(method);
        StateAction? action = key switch
        {
            "" when writes => StateAction.Save,
            "bulk" when writes => StateAction.Bulk,
            "transaction" when writes => StateAction.Transaction,
            not "" when HttpMethods.IsGet(method) => StateAction.Get,
            not "" when HttpMethods.IsDelete(method) => StateAction.Delete,
            _ => null,
        };
        if (action is null) return false;
        request = new StateRequest(Decode(store), action.Value, Decode(key));
        return true;
    }

    public static void Describe(Activity span, string method, string path, string store)
    {
        span.SetTag(SpanAttributes.DbSystem, "state");
        span.SetTag(SpanAttributes.DbName, store);
        span.SetTag(SpanAttributes.DbStatement, $"{method} {path}");
        span.SetTag(SpanAttributes.DbConnectionString, "state");
    }

    public async Task HandleAsync(HttpContext context, StateRequest request)
    {
        if (!stores.TryGet(request.Store, out var store))
        {
            await StoreMissing(request.Store).WriteAsync(context);
            return;
        }

        ApiError? error;
        try
        {
            error = request.Action switch
            {
                StateAction.Get => await GetAsync(context, store, request.Key),
                StateAction.Delete => Delete(context, store, request.Key),
                StateAction.Save => await SaveAsync(context, store),
                StateAction.Bulk => await BulkAsync(context, store),
                _ => await TransactionAsync(context, store),
            };
        }
        catch (IllegalKeyException e)
        {
            error = IllegalKey(e);
        }
        catch (FormatException e)
        {
            error = ApiError.Malformed(e.Message);
        }

        if (error is not null) await error.WriteAsync(context);
    }

    private static async Task<ApiError?> GetAsync(HttpContext context, StateStore store, string key)
    {
        if (store.Items.Get(store.Prefixed(key)) is not { } item)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return null;
        }

        context.Response.Headers.ETag = item.Etag;
        if (item.TtlExpireTime is { } expiry) context.Response.Headers["metadata.ttlExpireTime"] = expiry;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = item.Data.Length;
        await context.Response.Body.WriteAsync(item.Data, context.RequestAborted);
        return null;
    }

    private static ApiError? Delete(HttpContext context, StateStore store, string key)
    {
        var query = context.Request.Query;
        return Apply(
            context,
            store,
            [
                new StateOperation(store.Prefixed(key))
                {
                    Etag = context.Request.Headers.IfMatch,
                    Concurrency = query["concurrency"],
                    Consistency = query["consistency"],
                },
            ],
            e => new ApiError(StatusOf(e), "ERR_STATE_DELETE", $"failed deleting state with key {key}: {e.Message}"));
    }

    private static async Task<ApiError?> SaveAsync(HttpContext context, StateStore store)
    {
        var (document, fault) = await GoJsonReader.ReadAsync(context.Request);
        if (document is null) return ApiError.Malformed(fault!);
        using (document)
        {
            if (StateJson.FaultOfList(document.RootElement) is { } listFault) return ApiError.Malformed(listFault);
            if (document.RootElement.ValueKind == JsonValueKind.Null || document.RootElement.GetArrayLength() == 0)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return null;
            }

            var operations = new List<StateOperation>(document.RootElement.GetArrayLength());
            var metadata = MetadataOf(context.Request);
            foreach (var item in document.RootElement.EnumerateArray())
            {
                var operation = StateJson.Read(item, metadata, write: true);
                if (operation.Key.Length == 0) return ApiError.Malformed("\"key\" is a required field");
                operations.Add(operation with { Key = store.Prefixed(operation.Key) });
            }

            return Apply(context, store, operations, e => new ApiError(StatusOf(e), "ERR_STATE_SAVE", $"failed saving state in state store {store.Name}: {e.Message}"));
        }
    }

    private static async Task<ApiError?> BulkAsync(HttpContext context, StateStore store)
    {
        var (document, fault) = await GoJsonReader.ReadAsync(context.Request);
        if (document is null) return ApiError.MalformedBody(fault!);
        using (document)
        {
            if (StateJson.ReadKeys(document.RootElement, out var keys) is { } keysFault) return ApiError.MalformedBody(keysFault);
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartArray();
                foreach (var key in keys)
                {
                    json.WriteStartObject();
                    json.WriteString("key", key);
                    if (store.Items.Get(store.Prefixed(key)) is { } item) WriteItem(json, item);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            buffer.Write("\n"u8);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = buffer.WrittenCount;
            await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
            return null;
        }
    }

    private static async Task<ApiError?> TransactionAsync(HttpContext context, StateStore store)
    {
        var (document, fault) = await GoJsonReader.ReadAsync(context.Request);
        if (document is null) return ApiError.MalformedBody(fault!);
        using (document)
        {
            if (StateJson.ReadTransaction(document.RootElement, out var parts) is { } partsFault) return ApiError.MalformedBody(partsFault);
            var metadata = MetadataOf(context.Request);
            var operations = new List<StateOperation>(parts.Count);
            foreach (var (kind, request) in parts)
            {
                if (kind is not ("upsert" or "delete")) return new ApiError(400, "ERR_NOT_SUPPORTED_STATE_OPERATION", $"operation type {kind} not supported");
                if (StateJson.FaultOfItem(request) is { } itemFault) return ApiError.MalformedBody(itemFault);
                var operation = StateJson.Read(request, metadata, write: kind == "upsert");
                operations.Add(operation with { Key = store.Prefixed(operation.Key) });
            }

            return Apply(context, store, operations, e => new ApiError(500, "ERR_STATE_TRANSACTION", $"error while executing state transaction: {e.Message}"));
        }
    }

    private static ApiError? Apply(HttpContext context, StateStore store, IReadOnlyList<StateOperation> operations, Func<StateException, ApiError> describe)
    {
        try
        {
            store.Items.Apply(operations);
        }
        catch (StateException e)
        {
            return describe(e);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }

    private static void WriteItem(Utf8JsonWriter json, StateItem item)
    {
        json.WritePropertyName("data");
        json.WriteRawValue(item.Data, skipInputValidation: false);
        json.WriteString("etag", item.Etag);
        if (item.TtlExpireTime is not { } expiry) return;
        json.WriteStartObject("metadata");
        json.WriteString("ttlExpireTime", expiry);
        json.WriteEndObject();
    }

    private static int StatusOf(StateException e) => e.Kind == StateErrorKind.EtagMismatch ? 409 : 500;

    private static Dictionary<string, string>? MetadataOf(HttpRequest request)
    {
        Dictionary<string, string>? metadata = null;
        foreach (var (name, value) in request.Query)
            if (name.StartsWith("metadata.", StringComparison.Ordinal)) (metadata ??= new(StringComparer.Ordinal))[name["metadata.".Length..]] = value[0] ?? "";
        return metadata;
    }

    private static string Decode(ReadOnlySpan<char> segment) =>
        segment.ContainsAny('%', '+') ? Uri.UnescapeDataString(segment.ToString().Replace('+', ' ')) : segment.ToString();

    private ApiError StoreMissing(string name)
    {
        var none = stores.IsEmpty;
        return new ApiError(
            none ? 500 : 400,
            none ? "ERR_STATE_STORE_NOT_CONFIGURED" : "ERR_STATE_STORE_NOT_FOUND",
            none ? $"state store {name} is not configured" : $"state store {name} is not found",
            $$"""[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"appID":{{GoJson.Quote(options.AppId)}}},"reason":"{{(none ? "DAPR_STATE_NOT_CONFIGURED" : "DAPR_STATE_NOT_FOUND")}}"}]""");
    }

    private static ApiError IllegalKey(IllegalKeyException e)
    {
        var message = $"api error: code = InvalidArgument desc = {e.Message}";
        var details = new StringBuilder("""[{"@type":"type.googleapis.com/google.rpc.BadRequest","field_violations":[{"field":""")
            .Append(GoJson.Quote(e.Key)).Append(",\"description\":").Append(GoJson.Quote(message)).Append("}]},")
            .Append("""{"@type":"type.googleapis.com/google.rpc.ResourceInfo","description":"","owner":"","resource_name":""").Append(GoJson.Quote(e.Store))
            .Append(""","resource_type":"state"},{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":null,"reason":"DAPR_STATE_ILLEGAL_KEY"}]""");
        return new ApiError(400, "ERR_MALFORMED_REQUEST", message, details.ToString());
    }
}
