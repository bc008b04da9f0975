using System.Text.RegularExpressions;
using DemoApp.DevSidecar.Resources;

namespace DemoApp.DevSidecar.Security;

/// <summary>
/// Which apps may invoke which methods of this one. Without mTLS the caller's identity is what its sidecar claims, which is
/// enough on a machine where every sidecar is the developer's own.
/// </summary>
internal sealed class AccessControlList(string trustDomain, bool allowedByDefault, IReadOnlyList<AppPolicy> policies)
{
    public const string DefaultTrustDomain = "public";

    public string TrustDomain { get; } = trustDomain;

    public static AccessControlList? Read(YamlNodeReader? accessControl)
    {
        if (accessControl is null)
        {
            return null;
        }

        accessControl.Only("defaultAction", "trustDomain", "policies");
        var policies = accessControl.Items("policies").Select(AppPolicy.Read).ToList();
        var (action, domain) = (AppPolicy.ReadAction(accessControl, "defaultAction"), accessControl.FindText("trustDomain"));
        return policies.Count == 0 && action is null && domain is null
            ? null
            : new AccessControlList(domain is { Length: > 0 } ? domain : DefaultTrustDomain, action ?? true, policies);
    }

    public bool Allows(string appId, string @namespace, string callerTrustDomain, string method, string verb)
    {
        var policy = policies.FirstOrDefault(
            policy => policy.AppId == appId && policy.Namespace == @namespace && policy.TrustDomain == callerTrustDomain);
        return policy?.Allows(method, verb) ?? allowedByDefault;
    }
}

/// <summary>What one calling app may do.</summary>
internal sealed record AppPolicy(
    string AppId, string Namespace, string TrustDomain, bool? AllowedByDefault, IReadOnlyList<OperationPolicy> Operations)
{
    public static AppPolicy Read(YamlNodeReader policy)
    {
        policy.Only("appId", "namespace", "trustDomain", "defaultAction", "operations");
        return new AppPolicy(
            policy.GetText("appId"),
            policy.GetText("namespace"),
            policy.GetText("trustDomain"),
            ReadAction(policy, "defaultAction"),
            [.. policy.Items("operations").Select(OperationPolicy.Read)]);
    }

    public static bool? ReadAction(YamlNodeReader node, string key) => node.FindText(key)?.ToLowerInvariant() switch
    {
        null or "" => null,
        "allow" => true,
        "deny" => false,
        var action => throw new StartException($"{node.Get(key).Location}: {key} must be allow or deny, not \"{action}\""),
    };

    public bool? Allows(string method, string verb)
    {
        var path = method.StartsWith('/') ? method : "/" + method;
        // The most exact name wins, whatever the order in the file.
        var operation = Operations.Where(operation => operation.Matches(path)).MaxBy(operation => operation.Name.Length);
        return operation?.ActionOf(verb) ?? AllowedByDefault;
    }
}

/// <summary>What may be done with one method, or with all under a path that ends in a star.</summary>
internal sealed record OperationPolicy(string Name, IReadOnlyList<string> Verbs, bool Allowed)
{
    // At the end a star stands for everything that follows, before that for one segment.
    private readonly Regex _path = new(
        $"^{Regex.Replace(Regex.Escape(Name), @"\\\*(?<end>$)?", star => star.Groups["end"].Success ? ".+" : "[^/]*")}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);

    public static OperationPolicy Read(YamlNodeReader operation)
    {
        operation.Only("name", "httpVerb", "action");
        return new OperationPolicy(
            "/" + operation.GetText("name").TrimStart('/'),
            [.. operation.Items("httpVerb").Select(verb => verb.Text())],
            AppPolicy.ReadAction(operation, "action") ?? throw new StartException($"{operation.Location}: \"action\" is missing"));
    }

    public bool Matches(string path) => _path.IsMatch(path);

    public bool? ActionOf(string verb) => Verbs.Contains(verb) || Verbs.Contains("*") ? Allowed : null;
}
