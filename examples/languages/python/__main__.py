import pulumi
import pulumi_github_packages as githubpackages

# Adopted when it is there, restored when it was deleted within 30 days. Destroying the resource would delete the package: protect it.
api = githubpackages.Package(
    "api",
    owner="acme",
    package_type="container",
    name="api",
    opts=pulumi.ResourceOptions(protect=True),
)

# A version by its tag, digest, name or id. It goes with its package.
release = githubpackages.PackageVersion(
    "api-v1.6.0",
    owner="acme",
    package_type="container",
    package_name=api.name,
    tag="v1.6.0",
    opts=pulumi.ResourceOptions(deleted_with=api),
)

githubpackages.RetentionPolicy(
    "images",
    owner="acme",
    package_type="container",
    packages=["api", "shop/*"],
    # What the program declares: no rule deletes it.
    keep=[release.id],
    rules={
        "pull requests": {"action": "delete", "match": {"tags": ["pr-*"], "older_than": "14d"}},
        "untagged": {"action": "delete", "match": {"tag_state": "untagged", "older_than": "7d"}},
        "releases": {"action": "keep", "match": {"semver": ">=1.0.0"}},
    },
)
