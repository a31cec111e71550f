package io.clientconn.grpcjava;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.CompositeChannelCredentials;
import io.grpc.Context;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B15: credentials that answer at once, later, badly or not at all. What runs on both
 * sides shows that the rule is grpc-java's.
 */
class CredentialsTest extends CallFixture {

	private static final Metadata.Key<String> TOKEN = Metadata.Key.of("authorization",
			Metadata.ASCII_STRING_MARSHALLER);

	CredentialsTest() throws IOException {
	}

	private static Metadata token(String value) {
		Metadata headers = new Metadata();
		headers.put(TOKEN, value);
		return headers;
	}

	private ClientCall<String, String> call(Side side, MethodType type, CallCredentials credentials) {
		return call(side, type, (options) -> options.withCallCredentials(credentials));
	}

	@ParameterizedTest
	@EnumSource
	void b15HeadersOfCredentialsAreSent(Side side) throws Exception {
		Context.Key<String> key = Context.key("who");
		AtomicReference<String> seen = new AtomicReference<>();
		Context mine = Context.current().withValue(key, "caller");
		Context before = mine.attach();
		try {
			unary(call(side, MethodType.UNARY, new Credentials() {

				@Override
				void answer(RequestInfo info, MetadataApplier applier) {
					assertThat(info.getTransportAttrs().get(io.grpc.Grpc.TRANSPORT_ATTR_REMOTE_ADDR)).isNotNull();
					seen.set(info.getAuthority() + " " + info.getSecurityLevel() + " "
							+ info.getMethodDescriptor().getFullMethodName() + " " + key.get());
					applier.apply(token("Bearer 1"));
				}

			}), new Metadata());
		}
		finally {
			mine.detach(before);
		}
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(this.heard.events()).containsExactly("headers", "message x", "close OK");
		assertThat(this.server.headers.get(0).getAll(TOKEN)).containsExactly("Bearer 1");
		assertThat(seen)
			.hasValue("127.0.0.1:" + this.server.port() + " " + SecurityLevel.NONE + " text.Text/UNARY caller");
	}

	@ParameterizedTest
	@EnumSource
	void b15ACallWaitsForItsCredentialsWithEverythingItSent(Side side) throws Exception {
		CompletableFuture<CallCredentials.MetadataApplier> asked = new CompletableFuture<>();
		ClientCall<String, String> call = call(side, MethodType.BIDI_STREAMING, new Credentials() {

			@Override
			void answer(RequestInfo info, MetadataApplier applier) {
				asked.complete(applier);
			}

		});
		call.start(this.heard, new Metadata());
		call.request(1);
		call.sendMessage("one");
		call.sendMessage("two");
		call.request(1);
		call.halfClose();
		assertThat(call.isReady()).isFalse();
		CallCredentials.MetadataApplier applier = asked.get(10, TimeUnit.SECONDS);
		assertThat(this.server.headers).isEmpty();
		applier.apply(token("Bearer late"));
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(this.heard.events()).containsExactly("headers", "message one", "message two", "close OK");
		assertThat(this.server.headers.get(0).get(TOKEN)).isEqualTo("Bearer late");
	}

	@ParameterizedTest
	@EnumSource
	void b15CredentialsMayFail(Side side) throws Exception {
		unary(call(side, MethodType.UNARY, new Credentials() {

			@Override
			void answer(RequestInfo info, MetadataApplier applier) {
				applier.fail(Status.PERMISSION_DENIED.withDescription("no token for you"));
			}

		}), new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
		assertThat(this.heard.status().getDescription()).isEqualTo("no token for you");
		assertThat(this.heard.events()).hasSize(1);
		assertThat(this.server.headers).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void b15WhatOnlyServersMaySayBecomesInternal(Side side) throws Exception {
		unary(call(side, MethodType.UNARY, new Credentials() {

			@Override
			void answer(RequestInfo info, MetadataApplier applier) {
				applier.fail(Status.NOT_FOUND.withDescription("no such account"));
			}

		}), new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.INTERNAL);
		assertThat(this.heard.status().getDescription()).contains("Inappropriate status code from control plane")
			.contains("no such account");
	}

	@ParameterizedTest
	@EnumSource
	void b15CredentialsThatThrowAreUnauthenticated(Side side) throws Exception {
		unary(call(side, MethodType.UNARY, new Credentials() {

			@Override
			void answer(RequestInfo info, MetadataApplier applier) {
				throw new IllegalStateException("on purpose");
			}

		}), new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
		assertThat(this.heard.status().getCause()).hasMessage("on purpose");
	}

	@ParameterizedTest
	@EnumSource
	void b15ACancelledCallDoesNotWaitForItsCredentials(Side side) throws Exception {
		CompletableFuture<CallCredentials.MetadataApplier> asked = new CompletableFuture<>();
		ClientCall<String, String> call = call(side, MethodType.UNARY, new Credentials() {

			@Override
			void answer(RequestInfo info, MetadataApplier applier) {
				asked.complete(applier);
			}

		});
		unary(call, new Metadata());
		CallCredentials.MetadataApplier applier = asked.get(10, TimeUnit.SECONDS);
		call.cancel("enough", null);
		assertThat(this.heard.status().getDescription()).isEqualTo("enough");
		applier.apply(token("Bearer too late"));
		assertThat(this.server.headers).isEmpty();
		assertThat(this.heard.events()).containsExactly("close CANCELLED");
	}

	@ParameterizedTest
	@EnumSource
	void b15TheDeadlineCountsWhileCredentialsThink(Side side) throws Exception {
		warmUp(side);
		CompletableFuture<CallCredentials.MetadataApplier> asked = new CompletableFuture<>();
		unary(call(side, MethodType.UNARY, (options) -> options.withDeadlineAfter(500, TimeUnit.MILLISECONDS)
			.withCallCredentials(new Credentials() {

				@Override
				void answer(RequestInfo info, MetadataApplier applier) {
					asked.complete(applier);
				}

			})), new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
		assertThat(this.heard.status().getDescription()).startsWith("CallOptions deadline exceeded after ");
		// On a connection that is there grpc-java asks before start() returns, and keeps
		// the channel open until they answer.
		if (side == Side.GRPC_JAVA) {
			asked.get(10, TimeUnit.SECONDS).fail(Status.UNAUTHENTICATED);
		}
	}

	@Test
	void b15CredentialsOfTheChannelComeBeforeThoseOfTheCall() throws Exception {
		ChannelCredentials both = CompositeChannelCredentials.create(InsecureChannelCredentials.create(),
				new Fixed("Bearer channel"));
		this.channel = ClientConnChannelBuilder.forAddress("127.0.0.1", this.server.port(), both).build();
		ClientCall<String, String> call = this.channel.newCall(TextServer.method(MethodType.UNARY),
				CallOptions.DEFAULT.withCallCredentials(new Fixed("Bearer call")));
		unary(call, new Metadata());
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(this.server.headers.get(0).getAll(TOKEN)).containsExactly("Bearer channel", "Bearer call");
	}

	@ParameterizedTest
	@EnumSource
	void b15CredentialsGetTheExecutorOfTheChannel(Side side) throws Exception {
		AtomicReference<Executor> given = new AtomicReference<>();
		Executor own = (task) -> task.run();
		unary(call(side, MethodType.UNARY,
				(options) -> options.withExecutor(own).withCallCredentials(new ExecutorSeen(given))), new Metadata());
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(given.get()).isNotNull().isNotSameAs(own);
	}

	@ParameterizedTest
	@EnumSource
	void b15CredentialsThatSaySoGetTheExecutorOfTheCall(Side side) throws Exception {
		AtomicReference<Executor> given = new AtomicReference<>();
		Executor own = (task) -> task.run();
		unary(call(side, MethodType.UNARY,
				(options) -> options.withExecutor(own).withCallCredentials(new Demanding(given))), new Metadata());
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(given.get()).isSameAs(own);
	}

	private static class ExecutorSeen extends CallCredentials {

		private final AtomicReference<Executor> given;

		ExecutorSeen(AtomicReference<Executor> given) {
			this.given = given;
		}

		@Override
		public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
			this.given.set(executor);
			applier.apply(token("Bearer 1"));
		}

	}

	private static final class Demanding extends ExecutorSeen implements io.grpc.InternalMayRequireSpecificExecutor {

		Demanding(AtomicReference<Executor> given) {
			super(given);
		}

		@Override
		public boolean isSpecificExecutorRequired() {
			return true;
		}

	}

	private abstract static class Credentials extends CallCredentials {

		@Override
		public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
			answer(info, applier);
		}

		abstract void answer(RequestInfo info, MetadataApplier applier);

	}

	private static final class Fixed extends Credentials {

		private final String value;

		Fixed(String value) {
			this.value = value;
		}

		@Override
		void answer(RequestInfo info, MetadataApplier applier) {
			applier.apply(token(this.value));
		}

	}

}
