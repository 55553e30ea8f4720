using Pulumi;
using GithubPackages = Pulumi.GithubPackages;
using Inputs = Pulumi.GithubPackages.Inputs;

return await Deployment.RunAsync(() =>
{
    // Adopted when it is there, restored when it was deleted within 30 days. Destroying the resource would delete the package: protect it.
    var api = new GithubPackages.Package("api", new()
    {
        Owner = "acme",
        PackageType = GithubPackages.PackageType.Container,
        Name = "api",
    }, new CustomResourceOptions { Protect = true });

    // A version by its tag, digest, name or id. It goes with its package.
    var release = new GithubPackages.PackageVersion("api-v1.6.0", new()
    {
        Owner = "acme",
        PackageType = GithubPackages.PackageType.Container,
        PackageName = api.Name,
        Tag = "v1.6.0",
    }, new CustomResourceOptions { DeletedWith = api });

    new GithubPackages.RetentionPolicy("images", new()
    {
        Owner = "acme",
        PackageType = GithubPackages.PackageType.Container,
        Packages = { "api", "shop/*" },
        // What the program declares: no rule deletes it.
        Keep = { release.Id },
        Rules =
        {
            ["pull requests"] = new Inputs.RetentionRuleArgs
            {
                Action = GithubPackages.RetentionRuleAction.Delete,
                Match = new Inputs.RetentionMatchArgs { Tags = { "pr-*" }, OlderThan = "14d" },
            },
            ["untagged"] = new Inputs.RetentionRuleArgs
            {
                Action = GithubPackages.RetentionRuleAction.Delete,
                Match = new Inputs.RetentionMatchArgs { TagState = GithubPackages.TagState.Untagged, OlderThan = "7d" },
            },
            ["releases"] = new Inputs.RetentionRuleArgs
            {
                Action = GithubPackages.RetentionRuleAction.Keep,
                Match = new Inputs.RetentionMatchArgs { Semver = ">=1.0.0" },
            },
        },
    });
});
