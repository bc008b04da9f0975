namespace DemoApp.AppHost;

/// <summary>Marks a process of ours: those with a lower number are stopped first.</summary>
internal sealed record StopOrder(int Number) : IResourceAnnotation
{
    /// <summary>Our processes, in the order in which they are stopped.</summary>
    public static IEnumerable<IGrouping<int, IResource>> Groups(DistributedApplicationModel model) =>
        from resource in model.Resources
        from order in resource.Annotations.OfType<StopOrder>()
        group resource by order.Number into resources
        orderby resources.Key
        select resources;
}
