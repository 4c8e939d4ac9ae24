# The kit, for grading code from strangers in a container. Mount submissions and the secret; do not copy them:
#   docker build -t raft-lab-kit .
#   docker run --rm --network none -v "$PWD/class:/class" raft-lab-kit \
#     grade-class /class/submissions stage=2C out=/class/results secret=/class/secret.txt
FROM node:22-bookworm-slim
# Submissions may be git repositories.
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /kit
COPY package.json package-lock.json .npmrc ./
RUN npm ci && npm cache clean --force
COPY . .
USER 1000
ENTRYPOINT ["npm", "run", "--silent"]
CMD ["grade", "help"]
