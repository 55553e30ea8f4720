package main

import (
	"example.com/pulumi-github-packages/sdk/go/githubpackages"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(program)
}

func program(ctx *pulumi.Context) error {
	// Adopted when it is there, restored when it was deleted within 30 days. Destroying the resource would delete the package: protect it.
	api, err := githubpackages.NewPackage(ctx, "api", &githubpackages.PackageArgs{
		Owner:       pulumi.String("acme"),
		PackageType: githubpackages.PackageTypeContainer,
		Name:        pulumi.String("api"),
	}, pulumi.Protect(true))
	if err != nil {
		return err
	}

	// A version by its tag, digest, name or id. It goes with its package.
	release, err := githubpackages.NewPackageVersion(ctx, "api-v1.6.0", &githubpackages.PackageVersionArgs{
		Owner:       pulumi.String("acme"),
		PackageType: githubpackages.PackageTypeContainer,
		PackageName: api.Name,
		Tag:         pulumi.String("v1.6.0"),
	}, pulumi.DeletedWith(api))
	if err != nil {
		return err
	}

	_, err = githubpackages.NewRetentionPolicy(ctx, "images", &githubpackages.RetentionPolicyArgs{
		Owner:       pulumi.String("acme"),
		PackageType: githubpackages.PackageTypeContainer,
		Packages:    pulumi.ToStringArray([]string{"api", "shop/*"}),
		// What the program declares: no rule deletes it.
		Keep: pulumi.StringArray{release.ID()},
		Rules: githubpackages.RetentionRuleMap{
			"pull requests": &githubpackages.RetentionRuleArgs{
				Action: githubpackages.RetentionRuleActionDelete,
				Match: &githubpackages.RetentionMatchArgs{
					Tags:      pulumi.ToStringArray([]string{"pr-*"}),
					OlderThan: pulumi.String("14d"),
				},
			},
			"untagged": &githubpackages.RetentionRuleArgs{
				Action: githubpackages.RetentionRuleActionDelete,
				Match: &githubpackages.RetentionMatchArgs{
					TagState:  githubpackages.TagStateUntagged,
					OlderThan: pulumi.String("7d"),
				},
			},
			"releases": &githubpackages.RetentionRuleArgs{
				Action: githubpackages.RetentionRuleActionKeep,
				Match:  &githubpackages.RetentionMatchArgs{Semver: pulumi.String(">=1.0.0")},
			},
		},
	})
	return err
}
