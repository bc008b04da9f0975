using k8s;
using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>Dapr's Component as its reference documents it.</summary>
public sealed record DaprComponent : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public DaprComponentSpec Spec { get; set; } = new();
    public DaprAuth? Auth { get; set; }
    public List<string> Scopes { get; set; } = [];
}

/// <summary>What a Component is made of.</summary>
public sealed record DaprComponentSpec
{
    public string? Type { get; set; }
    public string? Version { get; set; }
    public bool? IgnoreErrors { get; set; }
    public string? InitTimeout { get; set; }
    public List<DaprMetadataItem> Metadata { get; set; } = [];
}

/// <summary>A setting of a Component: a value, or where to find it.</summary>
public sealed record DaprMetadataItem
{
    public string? Name { get; set; }
    public string? Value { get; set; }
    public string? EnvRef { get; set; }
    public DaprSecretKeyRef? SecretKeyRef { get; set; }
}

/// <summary>A key of a Secret.</summary>
public sealed record DaprSecretKeyRef
{
    public string? Name { get; set; }
    public string? Key { get; set; }
}

/// <summary>The store that Secrets are in; unset is Kubernetes.</summary>
public sealed record DaprAuth
{
    public string? SecretStore { get; set; }
}

/// <summary>Dapr's Configuration: the sections that an application sets.</summary>
public sealed record DaprConfiguration : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public DaprConfigurationSpec Spec { get; set; } = new();
}

/// <summary>The sections of a Configuration.</summary>
public sealed record DaprConfigurationSpec
{
    public DaprTracing? Tracing { get; set; }
    public List<DaprFeature> Features { get; set; } = [];
    public DaprMetric? Metric { get; set; }
    public DaprAccessControl? AccessControl { get; set; }
}

/// <summary>A feature of Dapr, switched on or off.</summary>
public sealed record DaprFeature
{
    public string? Name { get; set; }
    public bool? Enabled { get; set; }
}

/// <summary>Which spans are kept, and where they go.</summary>
public sealed record DaprTracing
{
    public string? SamplingRate { get; set; }
    public bool? Stdout { get; set; }
    public DaprOtel? Otel { get; set; }
}

/// <summary>An OTLP receiver; Dapr wants all three of address, security and protocol.</summary>
public sealed record DaprOtel
{
    public string? EndpointAddress { get; set; }
    public bool? IsSecure { get; set; }
    public string? Protocol { get; set; }
    public string? Timeout { get; set; }
}

/// <summary>What is measured.</summary>
public sealed record DaprMetric
{
    public bool? Enabled { get; set; }
    public DaprMetricHttp? Http { get; set; }
    public bool? RecordErrorCodes { get; set; }
}

/// <summary>Labels of HTTP metrics.</summary>
public sealed record DaprMetricHttp
{
    public bool? IncreasedCardinality { get; set; }
    public List<string>? PathMatching { get; set; }
    public bool? ExcludeVerbs { get; set; }
}

/// <summary>Who may invoke what.</summary>
public sealed record DaprAccessControl
{
    public string? DefaultAction { get; set; }
    public string? TrustDomain { get; set; }
    public List<DaprAppPolicy> Policies { get; set; } = [];
}

/// <summary>What one calling app may do.</summary>
public sealed record DaprAppPolicy
{
    public string? AppId { get; set; }
    public string? DefaultAction { get; set; }
    public string? TrustDomain { get; set; }
    public string? Namespace { get; set; }
    public List<DaprOperation> Operations { get; set; } = [];
}

/// <summary>One path with its verbs.</summary>
public sealed record DaprOperation
{
    public string? Name { get; set; }
    public List<string> HttpVerb { get; set; } = [];
    public string? Action { get; set; }
}

/// <summary>Dapr's Resiliency as its reference documents it.</summary>
public sealed record DaprResiliency : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public DaprResiliencySpec Spec { get; set; } = new();
    public List<string> Scopes { get; set; } = [];
}

/// <summary>Policies by name, and what they are for.</summary>
public sealed record DaprResiliencySpec
{
    public DaprPolicies Policies { get; set; } = new();
    public DaprTargets Targets { get; set; } = new();
}

/// <summary>The policies. No circuit breakers: with one, every request failed for 10 s after a restart of 2 s.</summary>
public sealed record DaprPolicies
{
    public Dictionary<string, string> Timeouts { get; set; } = [];
    public Dictionary<string, DaprRetry> Retries { get; set; } = [];
}

/// <summary>When and how often to try again.</summary>
public sealed record DaprRetry
{
    public string? Policy { get; set; }
    public string? Duration { get; set; }
    public string? MaxInterval { get; set; }
    public int? MaxRetries { get; set; }
    public DaprMatching? Matching { get; set; }
}

/// <summary>Answers that are tried again.</summary>
public sealed record DaprMatching
{
    public string? HttpStatusCodes { get; set; }

    // Dapr's own spelling, which no rule for names gives.
    [YamlDotNet.Serialization.YamlMember(Alias = "gRPCStatusCodes", ApplyNamingConventions = false)]
    public string? GrpcStatusCodes { get; set; }
}

/// <summary>Which policies are for which app and component.</summary>
public sealed record DaprTargets
{
    public Dictionary<string, DaprAppTarget> Apps { get; set; } = [];
    public Dictionary<string, DaprComponentTarget> Components { get; set; } = [];
}

/// <summary>The policies of one target.</summary>
public sealed record DaprAppTarget
{
    public string? Timeout { get; set; }
    public string? Retry { get; set; }
}

/// <summary>The policies of a component, for calls to it and from it.</summary>
public sealed record DaprComponentTarget
{
    public DaprAppTarget? Outbound { get; set; }
    public DaprAppTarget? Inbound { get; set; }
}
