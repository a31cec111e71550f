package io.clientconn.sample.web;

import java.io.IOException;
import java.io.OutputStream;

import io.clientconn.autoconfigure.GrpcClient;
import io.clientconn.rpc.StatusException;
import io.clientconn.sample.routeguide.Feature;
import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.Rectangle;
import io.clientconn.sample.routeguide.RouteGuideClient;
import io.clientconn.stub.ServerStreamingCall;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Places over HTTP: one by unary call, many by server streaming. Stateless.
 */
@RestController
final class FeaturesController {

	private final RouteGuideClient guide;

	private final JsonMapper json;

	FeaturesController(@GrpcClient("routeguide") RouteGuideClient guide, JsonMapper json) {
		this.guide = guide;
		this.json = json;
	}

	@GetMapping("/features/{lat}/{lon}")
	FeatureJson feature(@PathVariable E7 lat, @PathVariable E7 lon, HttpServletResponse response) {
		ServedBy servedBy = new ServedBy();
		Feature feature = this.guide.getFeature(point(lat, lon), servedBy.options());
		servedBy.copyTo(response);
		return FeatureJson.of(feature, servedBy);
	}

	/**
	 * Hands each place on when it arrives. Writing to a client that has gone throws,
	 * which closes the call and so cancels it.
	 */
	@GetMapping("/features")
	void features(@RequestParam E7 loLat, @RequestParam E7 loLon, @RequestParam E7 hiLat, @RequestParam E7 hiLon,
			HttpServletResponse response) throws IOException {
		Rectangle area = Rectangle.newBuilder().setLo(point(loLat, loLon)).setHi(point(hiLat, hiLon)).build();
		ServedBy servedBy = new ServedBy();
		try (ServerStreamingCall<Feature> call = this.guide.listFeatures(area, servedBy.options())) {
			// Read before anything is written, so that a failed call can still be a
			// problem.
			Feature first = call.read();
			response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
			servedBy.copyTo(response);
			OutputStream out = response.getOutputStream();
			try {
				for (Feature feature = first; feature != null; feature = call.read()) {
					writeLine(FeatureJson.of(feature, servedBy), out);
				}
			}
			catch (StatusException ex) {
				// The status line is gone; the last line tells.
				writeLine(Problems.of(ex), out);
			}
		}
	}

	private void writeLine(Object value, OutputStream out) throws IOException {
		out.write(this.json.writeValueAsBytes(value));
		out.write('\n');
		out.flush();
	}

	private static Point point(E7 latitude, E7 longitude) {
		return Point.newBuilder().setLatitude(latitude.value()).setLongitude(longitude.value()).build();
	}

}
