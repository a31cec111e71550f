package io.clientconn.test;

import java.util.concurrent.Flow;

import org.reactivestreams.Publisher;
import reactor.adapter.JdkFlowAdapter;

/**
 * The types of Project Reactor, seen as publishers of {@link Flow}, so that one contract
 * serves both. Types are told by their names: only a client that has them brings the
 * library. Stateless.
 */
final class ReactorTypes {

	private static final String MONO = "reactor.core.publisher.Mono";

	private static final String FLUX = "reactor.core.publisher.Flux";

	private ReactorTypes() {
	}

	static boolean isFlux(Class<?> type) {
		return type.getName().equals(FLUX);
	}

	static boolean isPublisher(Class<?> type) {
		return type.getName().equals(MONO) || isFlux(type);
	}

	/**
	 * An argument as a method wants it.
	 */
	static Object toParameter(Class<?> type, Object argument) {
		return (isFlux(type) && argument instanceof Flow.Publisher<?> publisher) ? Adapter.flux(publisher) : argument;
	}

	/**
	 * A result as the contracts use it.
	 */
	static Object fromResult(Class<?> type, Object result) {
		return isPublisher(type) ? Adapter.flow(result) : result;
	}

	/** Loaded with the library. */
	private static final class Adapter {

		private Adapter() {
		}

		static Object flux(Flow.Publisher<?> publisher) {
			return JdkFlowAdapter.flowPublisherToFlux(publisher);
		}

		static Object flow(Object publisher) {
			return JdkFlowAdapter.publisherToFlowPublisher((Publisher<?>) publisher);
		}

	}

}
