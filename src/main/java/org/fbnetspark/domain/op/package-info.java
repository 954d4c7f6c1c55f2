/** Candidate operations as data: output shape, multiply-accumulates, parameters. */
package org.fbnetspark.domain.op;
