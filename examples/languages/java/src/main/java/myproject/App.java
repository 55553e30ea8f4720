package myproject;

import com.pulumi.Pulumi;
import com.pulumi.githubpackages.Package;
import com.pulumi.githubpackages.PackageArgs;
import com.pulumi.githubpackages.PackageVersion;
import com.pulumi.githubpackages.PackageVersionArgs;
import com.pulumi.githubpackages.RetentionPolicy;
import com.pulumi.githubpackages.RetentionPolicyArgs;
import com.pulumi.githubpackages.enums.PackageType;
import com.pulumi.githubpackages.enums.RetentionRuleAction;
import com.pulumi.githubpackages.enums.TagState;
import com.pulumi.githubpackages.inputs.RetentionMatchArgs;
import com.pulumi.githubpackages.inputs.RetentionRuleArgs;
import com.pulumi.resources.CustomResourceOptions;
import java.util.List;
import java.util.Map;

public class App {
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            // Adopted when it is there, restored when it was deleted within 30 days. Destroying the resource would delete the package: protect it.
            var api = new Package("api", PackageArgs.builder()
                .owner("acme")
                .packageType(PackageType.Container)
                .name("api")
                .build(), CustomResourceOptions.builder().protect(true).build());

            // A version by its tag, digest, name or id. It goes with its package.
            var release = new PackageVersion("api-v1.6.0", PackageVersionArgs.builder()
                .owner("acme")
                .packageType(PackageType.Container)
                .packageName(api.name())
                .tag("v1.6.0")
                .build(), CustomResourceOptions.builder().deletedWith(api).build());

            new RetentionPolicy("images", RetentionPolicyArgs.builder()
                .owner("acme")
                .packageType(PackageType.Container)
                .packages("api", "shop/*")
                // What the program declares: no rule deletes it.
                .keep(release.id().applyValue(id -> List.of(id)))
                .rules(Map.of(
                    "pull requests", RetentionRuleArgs.builder()
                        .action(RetentionRuleAction.Delete)
                        .match(RetentionMatchArgs.builder().tags("pr-*").olderThan("14d").build())
                        .build(),
                    "untagged", RetentionRuleArgs.builder()
                        .action(RetentionRuleAction.Delete)
                        .match(RetentionMatchArgs.builder().tagState(TagState.Untagged).olderThan("7d").build())
                        .build(),
                    "releases", RetentionRuleArgs.builder()
                        .action(RetentionRuleAction.Keep)
                        .match(RetentionMatchArgs.builder().semver(">=1.0.0").build())
                        .build()))
                .build());
        });
    }
}
