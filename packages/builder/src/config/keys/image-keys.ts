import { choice, list, text } from './key.ts';
import { section } from './section.ts';

/** The keys of the image and its build. */
export const imageKeys = section({
  repo: text({
    format: 'repository',
    env: 'REPO_NAME',
    default: 'alr-lambda',
    description: 'The ECR repository of the image.',
  }),
  handler: text({
    format: 'handler',
    env: 'HANDLER_CLASS',
    required: true,
    description: 'The module and export that handle events, such as app.MyLambda.',
  }),
  base: text({
    format: 'image reference',
    env: 'BASE_IMAGE',
    default: 'debian:trixie-slim',
    description: 'The base image of the function.',
  }),
  dockerfile: text({
    format: 'path',
    env: 'DOCKERFILE',
    default: 'Dockerfile',
    description: "The function's Dockerfile.",
  }),
  snapshot: choice({
    choices: ['libraries', 'everything', 'none'],
    env: 'SNAPSHOT',
    default: 'libraries',
    description:
      'What is in the snapshot that the function starts from: its packages, if that is faster; everything, including its own modules; or none, for no snapshot.',
  }),
  engine: choice({
    choices: ['docker', 'podman', 'buildah', 'finch'],
    env: 'CONTAINER_ENGINE',
    derived: 'the first one installed',
    description: 'The container engine that builds and pushes the image.',
  }),
  buildOptions: list({
    format: 'option',
    env: 'BUILD_OPTIONS',
    secret: true,
    default: [],
    description: "Additional options for the engine's build command, such as --network=host.",
  }),
});
