package org.fbnetspark.net.fused.layer;

import org.fbnetspark.net.fused.kernel.Elementwise;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * ReLU by itself, which stands before the ops of cells: all that read a node so share one.
 *
 * @param input extent of what is read
 */
public record RectifierPlan(NhwcShape input) implements LayerPlan {

  @Override
  public NhwcShape output() {
    return input;
  }

  @Override
  public int parameterCount() {
    return 0;
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    throw new IllegalArgumentException("A ReLU has no tensor " + role);
  }

  @Override
  public boolean adds() {
    return true;
  }

  @Override
  public long keptFloats() {
    return 0;
  }

  @Override
  public void reserve(ScratchSizes sizes) {}

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    Elementwise relu = new Elementwise(dnn, Elementwise.Function.RELU, ports.x());
    Kernel forward = relu.forward(ports.y());
    Kernel backward =
        ports
            .dx()
            .map(
                dx ->
                    ports.adds()
                        ? relu.backward(ports.dy(), ports.dy()).then(dnn.add(ports.dy(), dx))
                        : relu.backward(ports.dy(), dx))
            .orElse(() -> {});
    return Layer.of(forward, backward);
  }
}
