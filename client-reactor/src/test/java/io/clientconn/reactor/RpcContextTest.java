package io.clientconn.reactor;

import java.time.Duration;
import java.time.Instant;

import io.clientconn.rpc.Deadline;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.RpcOptions;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RpcContextTest {

	private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

	private static final Deadline SECOND = Deadline.after(Duration.ofSeconds(1));

	@Test
	void anEmptyContextLeavesTheOptionsAlone() {
		RpcOptions options = RpcOptions.NONE.timeout(Duration.ofSeconds(3)).header("x-tenant", "acme");

		assertThat(RpcContext.under(Context.empty(), options)).isSameAs(options);
	}

	@Test
	void aDeadlineOfTheContextApplies() {
		Context context = RpcContext.deadline(NOON).apply(Context.empty());

		assertThat(RpcContext.under(context, RpcOptions.NONE).deadline()).isEqualTo(Deadline.at(NOON));
		assertThat(RpcContext.under(context, RpcOptions.NONE.deadline(NOON.plusSeconds(1))).deadline())
			.isEqualTo(Deadline.at(NOON));
		assertThat(RpcContext.under(context, RpcOptions.NONE.deadline(NOON.minusSeconds(1))).deadline())
			.isEqualTo(Deadline.at(NOON.minusSeconds(1)));
		assertThat(RpcContext.under(context, RpcOptions.NONE.timeout(Duration.ofSeconds(1))).deadline())
			.isEqualTo(SECOND.sooner(Deadline.at(NOON)));
	}

	@Test
	void ofTwoDeadlinesInTheContextTheSoonerApplies() {
		Context context = RpcContext.deadline(NOON)
			.andThen(RpcContext.deadline(NOON.plusSeconds(1)))
			.andThen(RpcContext.timeout(Duration.ofSeconds(1)))
			.andThen(RpcContext.timeout(Duration.ofSeconds(2)))
			.apply(Context.empty());

		assertThat(RpcContext.under(context, RpcOptions.NONE).deadline()).isEqualTo(SECOND.sooner(Deadline.at(NOON)));
	}

	@Test
	void headersOfTheContextJoinThoseOfTheOptions() {
		Context context = RpcContext.header("x-tenant", "acme")
			.andThen(RpcContext.header("x-user", "ada"))
			.apply(Context.empty());

		Metadata headers = RpcContext.under(context, RpcOptions.NONE.header("x-call", "1")).headers();

		assertThat(headers.names()).containsExactlyInAnyOrder("x-tenant", "x-user", "x-call");
		assertThat(headers.get("x-tenant")).isEqualTo("acme");
	}

	@Test
	void whatStandsNearerToTheCallReplacesWhatIsFurtherAway() {
		Metadata two = Metadata.builder().add("x-tenant", "near 1").add("x-tenant", "near 2").build();
		Context context = RpcContext.header("X-Tenant", "far").andThen(RpcContext.headers(two)).apply(Context.empty());

		assertThat(RpcContext.under(context, RpcOptions.NONE).headers().getAll("x-tenant")).containsExactly("near 1",
				"near 2");
		assertThat(
				RpcContext.under(context, RpcOptions.NONE.header("x-tenant", "nearest")).headers().getAll("x-tenant"))
			.containsExactly("nearest");
	}

	@Test
	void theKeysAreOpenToOthers() {
		Context context = Context.of(Deadline.class, SECOND, Metadata.class, Metadata.of("x-tenant", "acme"));

		RpcOptions options = RpcContext.under(context, RpcOptions.NONE);

		assertThat(options.deadline()).isEqualTo(SECOND);
		assertThat(options.headers().get("x-tenant")).isEqualTo("acme");
	}

	@Test
	void aHeaderThatIsNotAllowedIsRefusedAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> RpcContext.header("x tenant", "acme"));
	}

}
