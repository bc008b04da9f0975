using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>The load generator as a page, as a Job, and with workers.</summary>
public sealed class LoadgenTests
{
    [Theory]
    [InlineData("4", "3", "2m", "loadgen.job.users=4", "loadgen.job.spawnRate=3", "loadgen.job.runTime=2m")]
    [InlineData("10", "2", "5m")]
    [InlineData("7", "2", "5m", "loadgen.env.USERS=7")]
    [InlineData("4", "2", "5m", "loadgen.env.USERS=7", "loadgen.job.users=4")]
    public async Task Job_WithItsParameters_PassesThemOn(string users, string spawnRate, string runTime, params string[] settings)
    {
        var pod = (await Chart.RenderSetAsync(["loadgen.enabled=true", "loadgen.mode=job", .. settings])).Pod("loadgen");

        Assert.Equal((users, spawnRate, runTime, "true"), (pod.Env("USERS"), pod.Env("SPAWN_RATE"), pod.Env("RUN_TIME"), pod.Env("LOCUST_HEADLESS")));
        Assert.Equal("Never", pod.Spec.RestartPolicy);
    }

    [Fact]
    public async Task Job_OfEachRevision_HasANameOfItsOwn()
    {
        // A Job cannot be changed: a name used again would fail every upgrade that changes it.
        var manifest = await Chart.RenderSetAsync("loadgen.enabled=true", "loadgen.mode=job", "tests.enabled=false");

        Assert.Equal("loadgen-1", Assert.Single(manifest.Of<V1Job>()).Metadata.Name);
        Assert.DoesNotContain("helm.sh/hook", manifest.Text, StringComparison.Ordinal);
        // Without a cluster every revision is the first, so that the template itself has to say where the number is from.
        Assert.Contains("$values.name .Release.Revision", await Chart.ReadFileAsync("templates/loadgen.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loadgen_AsDeployment_HasThePageAndIgnoresTheJobsParameters()
    {
        var manifest = await Chart.RenderSetAsync("loadgen.enabled=true", "loadgen.job.users=4", "loadgen.env.TARGET_HOST=http://sender-service:8000");
        var pod = manifest.Pod("loadgen");

        Assert.Equal(("10", "false", "http://sender-service:8000"), (pod.Env("USERS"), pod.Env("LOCUST_HEADLESS"), pod.Env("TARGET_HOST")));
        Assert.Equal(8089, Assert.Single(pod.Container.Ports).ContainerPort);
        Assert.Contains(manifest.Of<V1Service>(), service => service.Metadata.Name == "loadgen" && service.Spec.Ports.Single().Port == 8089);
    }

    [Theory]
    [InlineData("deployment")]
    [InlineData("job")]
    public async Task Loadgen_WithWorkers_IsOneMasterAndThem(string mode)
    {
        var manifest = await Chart.RenderSetAsync("loadgen.enabled=true", $"loadgen.mode={mode}", "loadgen.workers=3", "loadgen.replicaCount=2");
        var (master, worker) = (manifest.Pod("loadgen"), manifest.Pod("loadgen-worker"));

        Assert.Equal(("true", null), (master.Env("LOCUST_MODE_MASTER"), master.Env("LOCUST_MODE_WORKER")));
        Assert.Equal((null, "true", "loadgen"), (worker.Env("LOCUST_MODE_MASTER"), worker.Env("LOCUST_MODE_WORKER"), worker.Env("LOCUST_MASTER_NODE_HOST")));
        Assert.Equal(mode == "job" ? "3" : null, master.Env("LOCUST_EXPECT_WORKERS"));
        Assert.Equal(3, mode == "job" ? manifest.Of<V1Job>().Single(job => job.Metadata.Name == worker.Owner).Spec.Parallelism : Replicas(worker));
        Assert.Equal(mode == "job" ? null : 1, mode == "job" ? null : Replicas(master));

        int? Replicas(RenderedPod pod) => manifest.Of<V1Deployment>().Single(deployment => deployment.Metadata.Name == pod.Owner).Spec.Replicas;
    }
}
